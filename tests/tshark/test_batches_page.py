# SPDX-License-Identifier: GPL-2.0-or-later
"""The page that scripts/batch writes: one file, no script, and nothing of a capture that is taken for anything but text."""
import html.parser
import os
import re
import shutil
import subprocess

import pytest

import little_captures
from batches import run
from wireshark_programs import PROJECT

pytest.importorskip("jinja2")
pytest.importorskip("matplotlib")
pytestmark = pytest.mark.skipif(not shutil.which("parallel"), reason="parallel is not installed")
CHROMIUM = shutil.which("chromium")
HOSTILE = ["<script>document.title='taken'</script>", "\"><img src=x onerror=\"document.title='taken'\">", "'; alert(1); '", "{{ 7*7 }}",
           "</title></svg><script>document.title='taken'</script>", "$x^2$ \\alpha %s", "\u202eesrever\u202c", "\u2066iso\u2069", "\u200b",
           "\x1b[2J", "javascript:alert(1)", "&amp;&lt;"]


def message(start, method, call, text, headers=""):
    word = text.replace(" ", "")
    return little_captures.message(f"{start}\nVia: SIP/2.0/UDP 192.0.2.20:5060;branch=z9hG4bK-{call}\nMax-Forwards: 70\n"
                                   f"From: \"{text}\" <sip:{word}@{word}>;tag=f\nTo: <sip:{word}@{word}>\nCall-ID: {text}-{call}\n"
                                   f"CSeq: 1 {method}\nContact: <sip:a@b>\n{headers}Content-Length: 0\n\n")


def hostile_packets():
    """Each text in a name, an address, a method, a phrase, a Call-ID, a Reason."""
    packets = []
    for number, text in enumerate(HOSTILE):
        for call in (2 * number, 2 * number + 1):
            method = "INVITE" if call % 2 else text.replace(" ", "")[:20]
            reason = f'Reason: SIP;cause=503;text="{text}"\nWarning: 399 {text.replace(" ", "")} "{text}"\n'
            packets.append((float(call), little_captures.datagram(message(f"{method} sip:b SIP/2.0", method, call, text),
                                                                  little_captures.CLIENT, little_captures.SERVER)))
            packets.append((call + 0.1, little_captures.datagram(message(f"SIP/2.0 503 {text}", method, call, text, reason))))
    return packets


class Elements(html.parser.HTMLParser):
    """What the page consists of."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.names, self.attributes, self.text = set(), set(), []

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.attributes.update((name, value) for name, value in attrs)

    def handle_data(self, data):
        self.text.append(data)


def read(page):
    found = Elements()
    found.feed(page)
    return found


@pytest.fixture(scope="module")
def hostile_page(wireshark, timed_capture):
    folder = wireshark.new_folder()
    folder.chmod(0o755)
    capture = folder / "<script>alert(1)<!--\u202e'.pcap"
    capture.write_bytes(timed_capture(hostile_packets()).read_bytes())
    out = folder / "page.html"
    run(wireshark, "--html", out, "--title", "<b>T</b>", capture)
    return out


def test_hostile_texts_are_text(hostile_page):
    page = hostile_page.read_text()
    found = read(page)
    assert not found.names & {"script", "img", "iframe", "object", "embed", "link", "foreignobject", "a", "form"}
    assert not [name for name, _ in found.attributes if name.startswith("on")]
    assert not [value for name, value in found.attributes if name in ("href", "xlink:href", "src") and not (value or "").startswith("#")]
    assert not set(page) & set("\u202e\u202c\u2066\u2069\u200b\x1b")
    text = "".join(found.text)
    for shown in ("<script>document.title='taken'</script>", "{{ 7*7 }}", "<U+202E>esrever", "<U+200B>", "<b>T</b>", "&amp;&lt;", "$x^2$"):
        assert shown in text, shown


def test_nothing_is_fetched_and_no_script_may_run(hostile_page):
    page = hostile_page.read_text()
    assert "default-src 'none'; style-src 'unsafe-inline'" in page
    assert not re.search(r"url\((?!#)|@import|https?://(?!www\.w3\.org/)", page)


@pytest.mark.slow
def test_page_has_every_part_and_pictures_with_text(wireshark):
    out = wireshark.new_folder() / "page.html"
    names = ("call-failures", "rtp-call", "wrong-responses", "invite-unanswered")
    run(wireshark, "--html", out, *(PROJECT / "pcaps" / f"{name}.pcapng" for name in names))
    page = out.read_text()
    for heading in ("How calls ended", "Failure responses over time", "Why calls failed", "Ratios", "Response times", "Codes by address",
                    "Called domains", "Requests without any answer", "What is wrong with responses", "Failed calls"):
        assert f"<h2>{heading}</h2>" in page, heading
    assert page.count("<svg") == 4 and re.search(r"<text [^>]*>192\.0\.2\.20</text>", page)


@pytest.mark.slow
def test_same_page_each_time(wireshark):
    capture, folder = PROJECT / "pcaps/call-failures.pcapng", wireshark.new_folder()
    for name in ("one.html", "two.html"):
        run(wireshark, "--html", folder / name, capture)
    assert (folder / "one.html").read_bytes() == (folder / "two.html").read_bytes()


@pytest.mark.slow
def test_page_without_calls(wireshark):
    out = wireshark.new_folder() / "page.html"
    run(wireshark, "--html", out, PROJECT / "pcaps/no-sip.pcapng")
    assert "<h2>Ratios</h2>" in out.read_text()


# ---- In a browser

def browse(wireshark, *options):
    home = wireshark.new_folder()
    command = [CHROMIUM, "--headless", "--disable-gpu", "--no-first-run", f"--user-data-dir={home / 'profile'}", *map(str, options)]
    if os.geteuid() == 0:
        command.insert(1, "--no-sandbox")
    done = subprocess.run(command, capture_output=True, timeout=300, check=True, env={"PATH": os.environ["PATH"], "HOME": str(home)})
    return done.stdout.decode(), done.stderr.decode()


in_browser = pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")


@pytest.mark.slow
@in_browser
def test_no_script_runs_in_a_browser(wireshark, hostile_page):
    """Its title would say so. That one would run without the page's care, a copy with a script and without the policy shows."""
    dumped, _ = browse(wireshark, "--dump-dom", f"file://{hostile_page}")
    assert re.search(r"<title>&lt;b&gt;T&lt;/b&gt;</title>", dumped) and "taken'</script>" not in dumped
    careless = hostile_page.parent / "careless.html"
    page = hostile_page.read_text()
    careless.write_text(re.sub(r"<meta http-equiv[^>]*>", "", page).replace("</body>", "<script>document.title='taken'</script></body>"))
    assert "<title>taken</title>" in browse(wireshark, "--dump-dom", f"file://{careless}")[0]
    careless.write_text(page.replace("</body>", "<script>document.title='taken'</script></body>"))
    assert "<title>taken</title>" not in browse(wireshark, "--dump-dom", f"file://{careless}")[0]


@pytest.mark.slow
@in_browser
def test_screenshot_and_print(wireshark):
    """The pictures are drawn: a page without them has fewer colours. On paper it is a few sheets of A4."""
    folder = wireshark.new_folder()
    run(wireshark, "--html", folder / "page.html", PROJECT / "pcaps/call-failures.pcapng", PROJECT / "pcaps/rtp-call.pcapng")
    browse(wireshark, f"--screenshot={folder / 'page.png'}", "--window-size=1100,1600", f"file://{folder / 'page.html'}")
    from matplotlib import image  # pylint: disable=import-outside-toplevel
    colours = {tuple((pixel[:3] * 255).round().astype(int)) for pixel in image.imread(folder / "page.png").reshape(-1, 4)[::7]}
    assert {(47, 125, 79), (168, 50, 45), (208, 130, 42)} <= colours
    browse(wireshark, f"--print-to-pdf={folder / 'page.pdf'}", "--no-pdf-header-footer", f"file://{folder / 'page.html'}")
    pdf = (folder / "page.pdf").read_bytes()
    assert pdf.startswith(b"%PDF") and 2 <= len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) <= 6
