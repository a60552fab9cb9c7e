# The partner search as a service. Build the wheel first: python -m build --wheel
FROM python:3.12-slim AS build
COPY dist/*.whl /tmp/
# The small build of PyTorch would come from its own index; a service only reads runs and loads none of it.
RUN python -m venv /opt/matcher \
    && wheel="$(ls /tmp/interregional_matcher-*.whl)" \
    && /opt/matcher/bin/pip install --no-cache-dir "${wheel}[web]"

FROM python:3.12-slim
COPY --from=build /opt/matcher /opt/matcher
RUN useradd --system --uid 10001 --no-create-home matcher
USER 10001
ENV PATH=/opt/matcher/bin:$PATH PYTHONDONTWRITEBYTECODE=1 MATCHER_CACHE=/tmp/matcher MPLCONFIGDIR=/tmp/matplotlib
VOLUME /run-folder
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["matcher", "serve", "/run-folder", "--host", "0.0.0.0"]
CMD ["--read-only"]
