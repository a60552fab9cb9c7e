"""Settings of the documentation site. Build it: `make docs`, then open docs/_build/html/index.html.

The pages are Markdown that reads as well on a code host. What can be made from the code is made from it: the commands
from the parser, the measures from their list, the names from their docstrings (`extensions/`).
"""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE / "extensions"), str(HERE.parent)]

from matcher import __version__  # noqa: E402 - found by the line above


class NotLoaded(MetaPathFinder):
    """Refuses sentence-transformers, which viewcode and autodoc would load to look at the code of a mocked class."""

    def find_spec(self, name: str, *_: object) -> None:
        """Say that it is not there."""
        if name == "sentence_transformers":
            raise ModuleNotFoundError(name)


sys.meta_path.insert(0, NotLoaded())  # what autodoc mocks comes before

project = "matcher"
author = "The matcher founders"
project_copyright = "the matcher founders; code MIT"
version = release = __version__
language = "en"

extensions = [
    "myst_nb",  # Markdown pages and notebooks, with the outputs that are committed
    "sphinx.ext.autodoc",
    "sphinx.ext.viewcode",  # from a formula to its code by one click
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "reading",
    "reference",
]
exclude_patterns = ["_build", "extensions"]
# A single word in quotation marks may be a field of several shapes; then it leads nowhere.
suppress_warnings = ["mystnb.unknown_mime_type", "ref.python"]

# Markdown as GitHub has it: anchors of headings, and an HTML comment is a comment.
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence", "deflist"]
nb_execution_mode = "off"  # tests/test_notebooks.py runs them
nb_merge_streams = True

# Names in single quotes of a docstring are names of Python where they are known, else code.
default_role = "py:obj"
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_param = False
autodoc_mock_imports = ["sentence_transformers"]  # takes seconds to load, and no page needs it
autodoc_member_order = "bysource"
autodoc_use_type_comments = False  # there are none, and looking for them takes time
autodoc_typehints = "none"  # the sections of docstrings have them in words
autodoc_default_options = {"no-value": True}
add_module_names = False
toc_object_entries_show_parents = "hide"

html_theme = "pydata_sphinx_theme"
html_title = f"matcher {version}"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "logo": {"text": "matcher"},
    "navbar_align": "left",
    "header_links_before_dropdown": 7,
    "show_toc_level": 2,
    "navigation_with_keys": False,  # keys that scroll or leave a page surprise who reads by keyboard
    "footer_start": ["copyright"],
    "footer_end": [],
}
copybutton_prompt_text = "$ "
copybutton_only_copy_prompt_lines = True
