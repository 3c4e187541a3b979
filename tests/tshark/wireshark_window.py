# SPDX-License-Identifier: GPL-2.0-or-later
"""Wireshark's window on a display of its own (Xvfb), driven by keys and the mouse, and read by an optical reader."""
import csv
import itertools
import os
import re
import shutil
import subprocess
import time

from wireshark_programs import PROJECT

PROGRAMS = ["wireshark", "Xvfb", "xdotool", "import", "convert"]
WIDTH, HEIGHT = 1280, 860
LIST_HEIGHT = 245
# The fifth line of the details: SIP over UDP.
SIP_Y = 416
# The packet list's header line.
HEADER_Y = 101
# The circle at the left of the status bar, in the colour of the worst expert info.
EXPERT_X, EXPERT_Y = 17, HEIGHT - 11

# The window's place and panes are kept apart from the preferences. Without the bytes, the details have the whole width.
RECENT_COMMON = f"""\
gui.geometry_main_x: 0
gui.geometry_main_y: 0
gui.geometry_main_width: {WIDTH}
gui.geometry_main_height: {HEIGHT}
gui.geometry_main_maximized: FALSE
"""
COLUMNS = {
    "No.": "%m", "Time": "%Rt", "Source": "%s", "Destination": "%d", "Method": "%Cus:sipcodes.method:0:R",
    "Code": "%Cus:sipcodes.code:0:U", "Name": "%Cus:sipcodes.name:0:R", "In brief": "%Cus:sipcodes.brief:0:R",
    "Finding": "%Cus:sipcodes.finding:0:R",
}
# Wireshark 4.0 does not take widths of custom columns.
WIDTHS = {"%m": 50, "%Rt": 90, "%s": 105, "%d": 105}
RECENT = f"""\
gui.byte_view_show: FALSE
gui.packet_diagram_show: FALSE
gui.geometry_main_upper_pane: {LIST_HEIGHT}
gui.geometry_main_lower_pane: {WIDTH}
column.width: {", ".join(f"{form}, {width}" for form, width in WIDTHS.items())}
"""
# The reader wants larger letters than a screen has.
READ_AT = 3
# The project's profile sets no panes.
RECENT_IN_PROFILE = """\
gui.byte_view_show: FALSE
gui.packet_diagram_show: FALSE
gui.geometry_main_upper_pane: {height}
"""
PREFERENCES = f"""\
gui.layout_type: 2
gui.update.enabled: FALSE
gui.column.format: {", ".join(f'"{title}", "{form}"' for title, form in COLUMNS.items())}
"""


# Each process has fifty of its own. Of two servers that choose by themselves, one can get the number of the other that is about to end,
# which then takes the socket away.
DISPLAYS = itertools.count(1000 + os.getpid() % 1000 * 50)


# What a system says of itself, and not of us: no wireless tools, a keyboard of tomorrow, what Wireshark does with Qt.
OF_THE_SYSTEM = re.compile(r"nl80211 not found\.|.*xkbcomp.*|> .*|QStandardPaths: .*|"
                           r".*\[GUI WARNING\] -- (QThreadStorage|QFont::fromString|FIX Add drag reordering).*|")


def missing_programs(*others):
    return [program for program in (*PROGRAMS, *others) if shutil.which(program) is None]


def words_of(picture):
    """The lines that a reader of pictures finds: of each its words as (text, x, y of the middle). It takes a letter for another now
    and then."""
    plain = picture.with_suffix(".plain.png")
    subprocess.run(["convert", picture, "-colorspace", "Gray", "-resize", f"{READ_AT}00%", plain], check=True)
    table = subprocess.run(["tesseract", plain, "-", "--psm", "11", "tsv"], capture_output=True, encoding="utf-8", check=True,
                           env={**os.environ, "OMP_THREAD_LIMIT": "1"}).stdout
    lines = {}
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] == "5" and row["text"].strip():
            x, y = (int(row[start]) + int(row[size]) // 2 for start, size in (("left", "width"), ("top", "height")))
            place = (row["block_num"], row["par_num"], row["line_num"])
            lines.setdefault(place, []).append((row["text"], x // READ_AT, y // READ_AT))
    return list(lines.values())


def wait_until(condition, what, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.2)
    raise TimeoutError(f"waited {seconds} seconds in vain for {what}")


def repeat_until(action, condition, what, seconds=60):
    """Does it again until it has had its effect: what is clicked or pressed while the window is busy can be lost."""
    deadline = time.monotonic() + seconds
    while True:
        action()
        try:
            return wait_until(condition, what, seconds=5)
        except TimeoutError:
            if time.monotonic() > deadline:
                raise TimeoutError(f"did in vain for {seconds} seconds what brings {what}") from None


class Window:
    """Wireshark with a capture, in a profile of the tests' own or, with profile="SIP", in the project's. Plain
    is how Wireshark comes, but for the panes."""

    def __init__(self, wireshark, capture, *arguments, profile=None, list_height=LIST_HEIGHT,
                 plain=False):
        self._title = capture.name
        self._home = wireshark.new_folder()
        self._home.chmod(0o700)
        self._settings = self._home / ".config" / "wireshark"
        self._settings.mkdir(parents=True)
        files = {"recent_common": RECENT_COMMON, "recent": RECENT, "preferences": PREFERENCES}
        if plain:
            files |= {"recent": RECENT_IN_PROFILE.format(height=list_height), "preferences": ""}
        for name, text in files.items():
            (self._settings / name).write_text(text)
        if profile is not None:
            arguments = ("-C", profile, *arguments)
            folder = self._settings / "profiles" / profile
            shutil.copytree(PROJECT / "plugin" / "profile" / profile, folder)
            with (folder / "recent").open("a") as recent:
                recent.write(RECENT_IN_PROFILE.format(height=list_height))
        if os.geteuid() == 0:
            for path in (self._home, *self._home.rglob("*")):
                os.chown(path, self._home.stat().st_uid, self._home.stat().st_gid)
        self._log = open(self._home / "output.log", "w+", encoding="utf-8")
        self._processes = []
        try:
            self._display = self._start_display()
            self._wireshark = self._start_wireshark(wireshark, capture, arguments)
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _start(self, command, **keywords):
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log, **keywords)
        self._processes.append(process)
        return process

    def _start_display(self):
        reading, writing = os.pipe()
        # Without -noreset it begins anew when nobody is connected, as between two calls of xdotool, and refuses who comes then.
        self._start(["Xvfb", f":{next(DISPLAYS)}", "-displayfd", str(writing), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp",
                     "-noreset"],
                    pass_fds=[writing])
        os.close(writing)
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        assert number, f"Xvfb does not start: {self.output()}"
        return f":{number}"

    def _start_wireshark(self, wireshark, capture, arguments):
        environment = wireshark.environment(home=self._home)
        environment |= {"DISPLAY": self._display, "QT_QPA_PLATFORM": "xcb"}
        process = self._start(wireshark.command("wireshark", "-n", "-r", wireshark.readable(capture), *arguments), env=environment)
        wait_until(lambda: self._title in self.titles() or process.poll() is not None, "Wireshark's window")
        time.sleep(2)
        assert process.poll() is None, f"Wireshark ended with status {process.returncode}: {self.output()}"
        return process

    def _tool(self, *command):
        environment = {"PATH": os.environ["PATH"], "DISPLAY": self._display}
        return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=30, check=False)

    def output(self):
        self._log.flush()
        return (self._home / "output.log").read_text()

    def titles(self):
        numbers = self._tool("xdotool", "search", "--onlyvisible", "--name", ".").stdout.split()
        return [self._tool("xdotool", "getwindowname", number).stdout.strip() for number in numbers]

    def _number_of(self, title):
        numbers = self._tool("xdotool", "search", "--onlyvisible", "--name", re.escape(title)).stdout.split()
        return numbers[0] if numbers else None

    def place_of(self, title):
        """Where the window of this title begins: x, y."""
        told = self._tool("xdotool", "getwindowgeometry", "--shell", self._number_of(title)).stdout
        place = dict(line.split("=") for line in told.split())
        return int(place["X"]), int(place["Y"])

    def type(self, text):
        self._tool("xdotool", "type", text)
        time.sleep(0.5)

    def is_alive(self):
        return self._wireshark.poll() is None

    def press(self, *keys):
        for key in keys:
            self._tool("xdotool", "key", "--clearmodifiers", key)
            time.sleep(0.3)

    def focus(self, title=None):
        """The keyboard is for the window of this title from here on; else for the main one."""
        self._tool("xdotool", "windowfocus", self._number_of(title or self._title))
        time.sleep(0.2)

    def choose(self, *keys):
        """An entry of the menus, by the letters that choose it."""
        self.focus()
        self.press(*keys)
        time.sleep(1)

    def place_of_words(self, words, title=None):
        """The middle of the first of these words on the display, or in the window of this title; None where they are not read."""
        wanted = words.lower().split()
        left, top = self.place_of(title) if title else (0, 0)
        for line in words_of(self.screenshot(self._home / "read.png", title)):
            read = [text.lower() for text, *_ in line]
            for start in range(len(read)):
                if read[start:start + len(wanted)] == wanted:
                    return left + line[start][1], top + line[start][2]
        return None

    def click_middle(self, title):
        """Of the window of this title."""
        told = self._tool("xdotool", "getwindowgeometry", "--shell", self._number_of(title)).stdout
        at = {name: int(value) for name, value in re.findall(r"(\w+)=(-?\d+)", told)}
        self.click(at["X"] + at["WIDTH"] // 2, at["Y"] + at["HEIGHT"] // 2)

    def click_words(self, words, title=None):
        self.click(*wait_until(lambda: self.place_of_words(words, title), f'"{words}" to be read'))

    def quit(self):
        """Ends Wireshark as a user does, so that it writes its settings."""
        repeat_until(lambda: self.choose("ctrl+q"), lambda: not self.is_alive(), "the end")

    def setting(self, name, file="recent_common"):
        """All values of a setting in a file that Wireshark wrote."""
        lines = (self._settings / file).read_text().splitlines()
        return [line.partition(": ")[2] for line in lines if line.startswith(f"{name}:")]

    def complaints(self):
        """What Wireshark said beside what the system makes it say."""
        return [line for line in self.output().splitlines() if not OF_THE_SYSTEM.fullmatch(line)]

    def press_until(self, condition, key, title=None):
        """Presses the key, in the dialog of this title where one is given, until the condition holds, which it returns."""
        def pressed():
            if title is not None:
                number = self._number_of(title)
                if number is not None:
                    self._tool("xdotool", "windowfocus", number)
            self.press(key)
            time.sleep(1)
            return condition()

        return wait_until(pressed, f"what {key} does")

    def click(self, x, y):
        self._tool("xdotool", "mousemove", str(x), str(y), "click", "1")
        time.sleep(0.5)

    def point(self, x, y):
        self._tool("xdotool", "mousemove", str(x), str(y))
        time.sleep(1)

    def expand_annotation(self):
        """Opens SIP, its Status-Line, and in it our annotation with all that is below; again, if some of it was lost before."""
        self.press("ctrl+Left")
        self.click(WIDTH // 2, SIP_Y)
        self.press("Right", "Down", "Right", "Down", "Down", "shift+Right")
        self._tool("xdotool", "mousemove", str(WIDTH - 5), str(HEIGHT - 5))
        time.sleep(1)

    def resize(self, title, width, height):
        """To where all of it is on the display."""
        self._tool("xdotool", "windowmove", self._number_of(title), "0", "0")
        self._tool("xdotool", "windowsize", "--sync", self._number_of(title), str(width), str(height))
        time.sleep(1)

    def screenshot(self, file, title=None):
        """Of all that is on the display, or of the window of this title."""
        done = self._tool("import", "-window", self._number_of(title) if title else "root", str(file))
        assert done.returncode == 0, done.stderr
        return file

    def close(self):
        for process in reversed(self._processes):
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._log.close()
