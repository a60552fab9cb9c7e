"""Work that is interrupted: the old files and folders or the new ones, never none, and what is left is found."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from matcher import Run
from matcher.cli import main
from matcher.errors import InputError, MatcherError
from matcher.files import atomic_folder, leftovers, settle, write_text, writing
from matcher.web import write_site

#: Saves the run "new" as the run that is there, and is killed at a line of the rooms that write; at one line after the
#: other, until a save is through. Prints for each line whether the run of before or the new one is there.
KILLED = """
import os, signal, shutil, sys
from pathlib import Path
from matcher import Run
from matcher.files import writing
from matcher.fitted import storage

folder, swapping = Path(sys.argv[1]), sys.argv[2] == "True"
if not swapping:
    writing.exchanged = lambda a, b: False
new = Run.load(folder / "new")
new.save(folder / "first")  # imports what a save needs, which each child would do again
traced = {writing.__file__, storage.__file__}

def killer(step):
    seen = set()
    def trace(frame, event, _):
        if frame.f_code.co_filename not in traced:
            return None
        if event == "line":
            seen.add((frame.f_code.co_filename, frame.f_lineno))
            if len(seen) == step:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace
    return trace

found, step, done = [], 0, True
while done:
    step += 1
    shutil.rmtree(folder / "run", ignore_errors=True)
    shutil.copytree(folder / "old", folder / "run")
    child = os.fork()
    if not child:
        sys.settrace(killer(step))
        new.save(folder / "run")
        os._exit(0)
    done = os.waitpid(child, 0)[1]
    found.append(str(len(Run.load(folder / "run").region_ids)))  # read as the next command does
print(" ".join(found))
"""

LINUX = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are killed as Unix does it")


@pytest.fixture
def two_runs(small_run: Run, tmp_path: Path) -> Path:
    """A run of four regions as `new`, and one of three as `old`."""
    small_run.save(tmp_path / "new")
    kept = small_run.areas["region_id"] != "DD4"
    areas = small_run.areas[kept].reset_index(drop=True)
    members = small_run.memberships[small_run.memberships["area_id"].isin(areas["area_id"])]
    placements = small_run.placements[small_run.placements["area_id"].isin(areas["area_id"])]
    settings = small_run.settings | {"data": small_run.settings["data"] | {"areas": len(areas)}}
    Run(
        areas, small_run.theme_table, members, small_run.relations, small_run.links, placements,
        small_run.possible, small_run.near, small_run.vectors[kept.to_numpy()], settings,
    ).save(tmp_path / "old")  # fmt: skip
    return tmp_path


@LINUX
@pytest.mark.slow
@pytest.mark.parametrize("swapping", [True, False])
def test_a_save_that_is_killed_at_any_step_leaves_the_old_run_or_the_new_one(two_runs: Path, swapping: bool) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(two_runs), str(swapping)], check=True, capture_output=True, text=True
    )
    found = done.stdout.split()
    assert len(found) > 40  # lines
    assert found == sorted(found)  # first the old one, from some step on the new one
    assert set(found) == {"3", "4"}
    left = leftovers(two_runs)
    assert left  # of those that were killed, and found
    assert all(path.name.startswith(".matcher-") for path in left)


@pytest.mark.parametrize("swapping", [True, False])
def test_a_folder_that_is_interrupted_stays_as_it_was(
    tmp_path: Path, swapping: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not swapping:
        monkeypatch.setattr(writing, "exchanged", lambda a, b: False)
    target = tmp_path / "folder"
    for content, error in (("old", None), ("new", KeyboardInterrupt), ("newer", None)):
        try:
            with atomic_folder(target) as folder:
                (folder / "a.txt").write_text(content)
                if error:
                    raise error
        except KeyboardInterrupt:
            pass
        assert (target / "a.txt").read_text() == (content if error is None else "old")
        assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_full_disk_is_one_line_that_names_no_draft(tmp_path: Path) -> None:
    write_text(tmp_path / "folder" / "a.txt", "old")
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), ".matcher-1-x/new/a.txt")
    with pytest.raises(InputError) as found, atomic_folder(tmp_path / "folder"):
        raise full
    assert str(found.value) == f"{tmp_path / 'folder'} cannot be written: found {full.strerror}; choose another place"
    assert (tmp_path / "folder" / "a.txt").read_text() == "old"


@pytest.mark.parametrize("name", ["file", "a\0b", "x" * 300, "\ud800", "loop"])
def test_a_place_where_no_folder_can_be_is_told_before_the_work(small_run: Run, tmp_path: Path, name: str) -> None:
    write_text(tmp_path / "file", "in the way")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    small_run.save(tmp_path / "run")
    for write in (small_run.save, small_run.export, lambda path: write_site(tmp_path / "run", path)):
        with pytest.raises(MatcherError, match=r"cannot (be written|write)") as found:
            write(tmp_path / name)
        assert "\n" not in str(found.value)


def test_a_folder_that_stands_aside_is_put_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "folder"
    write_text(target / "a.txt", "old")
    monkeypatch.setattr(writing, "exchanged", lambda a, b: False)
    rename = Path.rename

    def interrupted(self: Path, to: Path) -> Path:
        if self.name == "new":  # the draft, on its way to its place
            raise KeyboardInterrupt
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt), atomic_folder(target) as folder:
        write_text(folder / "a.txt", "new")
    assert not target.exists()
    assert settle(target)
    assert (target / "a.txt").read_text() == "old"
    assert not settle(target)


def test_links_stay_and_lead_to_what_is_new(tmp_path: Path) -> None:
    write_text(tmp_path / "real" / "a.txt", "old")
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    with atomic_folder(tmp_path / "link") as folder:
        write_text(folder / "a.txt", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "a.txt").read_text() == "new"
    (tmp_path / "link.txt").symlink_to(tmp_path / "real" / "a.txt")
    write_text(tmp_path / "link.txt", "newest")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real" / "a.txt").read_text() == "newest"
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(MatcherError, match="loop cannot be written"):
        write_text(tmp_path / "loop", "round and round")


@LINUX
def test_what_is_no_file_is_never_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.html")
    (tmp_path / "folder.html").mkdir()
    for name, found in (("pipe.html", "a device or a pipe"), ("folder.html", "a folder"), ("a\0b", "a name"),
                        ("x" * 300, "File name too long"), ("\ud800.html", "surrogates")):  # fmt: skip
        with pytest.raises(MatcherError, match=f"cannot be written: (expected a file; )?found .*{found}"):
            write_text(tmp_path / name, "text")
    assert (tmp_path / "pipe.html").is_fifo()


@LINUX
def test_the_next_command_says_what_was_left(
    small_run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small_run.save(tmp_path / "run")
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (tmp_path / f".matcher-{gone.pid}-k3").mkdir()
    (tmp_path / f".matcher-{os.getpid()}-k4").mkdir()  # somebody still writes this
    assert main(["themes", str(tmp_path / "run"), "--lang", "sv"]) == 0
    told = capsys.readouterr().err.splitlines()
    assert told == [f"matcher: Avbrutet arbete lämnade kvar {tmp_path}/.matcher-{gone.pid}-k3; "
                    "inget behöver den, du kan ta bort den."]  # fmt: skip


@LINUX
@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_command_that_is_stopped_says_one_line_and_leaves_nothing(
    tmp_path: Path, sent: signal.Signals, status: int
) -> None:
    code = (
        "import sys, time; from matcher import cli, files\n"
        "def slow(path, text):\n"
        "    with files.atomic_path(path) as draft:\n"
        "        print('writing', flush=True); time.sleep(60)\n"
        "import matcher.cli.printing as printing; printing.write_text = slow\n"
        f"sys.exit(cli.main(['measures', '--json', '-o', {str(tmp_path / 'x.json')!r}]))"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    assert list(tmp_path.iterdir())
    process.send_signal(sent)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (status, "\nmatcher: stopped; nothing is left half-written\n")
    assert not list(tmp_path.iterdir())


@LINUX
def test_a_pipe_that_closes_and_an_output_that_is_closed_are_no_errors(tmp_path: Path) -> None:
    for output in ("| head -1", ">&-"):
        command = f"{sys.executable} -m matcher measures {output}"
        done = subprocess.run(["sh", "-c", command], check=False, capture_output=True, text=True)  # noqa: S607
        assert (done.returncode, done.stderr) == (0, "")
    if Path("/dev/full").exists():
        done = subprocess.run(
            ["sh", "-c", f"{sys.executable} -m matcher measures > /dev/full"],  # noqa: S607
            check=False, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 1
        assert done.stderr == "matcher: cannot write what is told: No space left on device; choose another place\n"


def test_time_is_not_what_tells_a_draft(tmp_path: Path) -> None:
    (tmp_path / ".matcher-notes.txt").write_text("somebody's own")
    os.utime(tmp_path / ".matcher-notes.txt", (0, time.time() - 10**7))
    assert leftovers(tmp_path) == []


#: A command as a user without the rights of root, also where the tests run as root.
WITHOUT_RIGHTS = (
    "setpriv",
    "--bounding-set=-dac_override,-dac_read_search",
    "--inh-caps=-dac_override,-dac_read_search",
)


@pytest.mark.skipif(not shutil.which("setpriv"), reason="rights are dropped with setpriv of util-linux")
def test_without_rights_a_run_is_not_damaged_and_nothing_is_begun(small_run: Run, tmp_path: Path) -> None:
    as_root = os.getuid() == 0
    for name in ("hidden", "closed", "secret"):
        small_run.save(tmp_path / name)
    denied = (tmp_path / "hidden" / "vectors.npy", tmp_path / "closed", tmp_path / "secret" / "run.json")
    for path in denied:
        path.chmod(0)
    (tmp_path / "locked").mkdir(mode=0o555)
    for path in (*denied, tmp_path / "locked") if as_root else ():
        os.chown(path, 65534, 65534)
    told = {
        "partners hidden AA1": "run hidden cannot be read: found Permission denied; look at the rights of the folder",
        "partners closed AA1": "run closed cannot be read: found Permission denied; look at the rights of the folder",
        "partners secret AA1": "run secret: secret/run.json cannot be read: found Permission denied; "
        "look at the rights of the folder",
        "demo -o locked": f"cannot write locked/run: found {tmp_path}/locked is not writable; choose another folder",
    }
    for command, expected in told.items():
        words = [*(WITHOUT_RIGHTS if as_root else ()), sys.executable, "-m", "matcher", *command.split()]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, done.stderr) == (1, f"matcher: {expected}\n")
    for path in denied:
        path.chmod(0o700)
