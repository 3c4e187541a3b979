# SPDX-License-Identifier: GPL-2.0-or-later
"""-z sipcodes,json, sipcodes,report and sipcodes,tree against what the packet tree shows."""
import collections
import json
import re
import shutil

import pytest

import annotation_dump
import other_captures
from little_captures import SERVER, datagram, response, segments
from statistics_outputs import NOTIFY_OF_603, OTHER, below, json_of, report_of, tree_items
from wireshark_programs import PROJECT, requests_of_pdml, responses_of_pdml

WIDEST = 120
# What the report and the document do not take for a failure.
CHALLENGES_AND_CANCELLED = {401, 407, 487}
WORST_FIRST = ["error", "warning", "note", "chat"]
# What the expert infos of the tree call them.
SEVERITY_OF_EXPERT = {"error": "error", "warn": "warning", "note": "note", "chat": "chat"}
KEYS = {
    "": ["filter", "responses", "resent", "fragments", "quoted", "forgotten", "codes", "calls", "outcomes", "ratios", "delays",
         "responders", "responders_left_out", "domains", "domains_left_out", "series", "series_left_out", "unanswered", "anomalies",
         "remarks", "addresses"],
    "codes": ["code", "name", "method", "class", "count", "share", "resent", "first_frame", "last_frame"],
    "anomalies": ["name", "kind", "severity", "header", "brief", "count", "first_frame"],
    "remarks": ["name", "kind", "severity", "header", "brief", "count", "first_frame"],
    "addresses": ["address", "count", "out_of_range", "1xx", "2xx", "3xx", "4xx", "5xx", "6xx", "failures"],
    "failures": ["code", "count"],
    "unanswered": ["method", "address", "count", "first_frame"],
}
# What is missing is known at the end alone: the report asks then, and the tree may have said it of resends.
ABSENCES = {"never_answered", "cancel_without_487"}


def number_of(value):
    return int(value) if value is not None else 0


class Counted:
    """An independent count: of the annotations in the tree, and of what is found about requests."""

    def __init__(self, responses, requests=()):
        self.codes = collections.Counter()
        self.findings = collections.Counter()  # (remarks or anomalies, name, severity)
        self.first_frames = {}
        self.frames = collections.defaultdict(list)
        self.fragments = self.quoted = 0
        for r in responses:
            if "sipcodes.code" not in r.values:
                continue
            if "sipcodes.quoted" in r.values:
                self.quoted += 1
            elif "sipcodes.fragment" in r.values:
                self.fragments += 1
            else:
                key = (r.code, r.first("sipcodes.method") or "")
                self.codes[key] += 1
                self.count_findings(r)
                self.frames[key].append(r.frame)
        for r in requests:
            self.count_findings(r)

    def count_findings(self, r):
        """Each name once for a message."""
        for severity, field, _ in set((severity, field, "") for severity, field, _ in r.experts):
            _, what, name = field.split(".")
            found = ("remarks" if what == "remark" else "anomalies", name, SEVERITY_OF_EXPERT[severity])
            if name not in ABSENCES:
                self.findings[found] += 1
                self.first_frames[found] = min(r.frame, self.first_frames.get(found, r.frame))


def check_findings(document, counted):
    rows = {(what, row["name"], row["severity"]): row for what in ("anomalies", "remarks") for row in document[what]
            if row["name"] not in ABSENCES}
    assert {key: row["count"] for key, row in rows.items()} == dict(counted.findings)
    assert {key: row["first_frame"] for key, row in rows.items()} == counted.first_frames
    for what in ("anomalies", "remarks"):
        order = [(WORST_FIRST.index(row["severity"]), -row["count"]) for row in document[what]]
        assert order == sorted(order)
    assert {row["severity"] for row in document["remarks"]} <= {"chat"} and "chat" not in {row["severity"] for row in document["anomalies"]}


def check_unanswered(lines, document):
    (missing,) = [row["count"] for row in document["remarks"] if row["name"] == "never_answered"] or [0]
    assert sum(row["count"] for row in document["unanswered"]) == missing
    start = next((i for i, line in enumerate(lines) if line.startswith("  Not answered by  Method")), None)
    shown = [] if start is None else [line.split() for line in lines[start + 1:lines.index("", start)]]
    assert shown == [[row["address"], row["method"], str(row["count"]), str(row["first_frame"])] for row in document["unanswered"]]


def check(document, report, responses, requests=()):
    """The document and the report against the tree, and against themselves."""
    counted = Counted(responses, requests)
    rows = document["codes"]
    assert {(row["code"], row["method"]): row["count"] for row in rows} == dict(counted.codes)
    assert {(row["code"], row["method"]): (row["first_frame"], row["last_frame"]) for row in rows} == {
        key: (min(frames), max(frames)) for key, frames in counted.frames.items()}
    check_findings(document, counted)
    assert (document["fragments"], document["quoted"]) == (counted.fragments, counted.quoted)
    assert document["responses"] == sum(counted.codes.values()) == sum(row["count"] for row in document["addresses"])
    assert document["resent"] == sum(row["resent"] for row in rows)
    for row in rows:
        assert row["share"] == pytest.approx(100 * row["count"] / document["responses"])
        assert row["class"] == (row["code"] // 100 if 100 <= row["code"] <= 699 else 0)
    check_addresses(document, counted)
    check_keys_and_order(document)
    check_unanswered(report, document)
    check_report(report, document)


def check_addresses(document, counted):
    classes = collections.Counter()
    failures = collections.Counter()
    for row in document["addresses"]:
        shown = {name: row[name] for name in ("out_of_range", "1xx", "2xx", "3xx", "4xx", "5xx", "6xx")}
        assert sum(shown.values()) == row["count"]
        classes.update(shown)
        failures.update({entry["code"]: entry["count"] for entry in row["failures"]})
    wanted = collections.Counter()
    for (code, _), count in counted.codes.items():
        wanted[f"{code // 100}xx" if 100 <= code <= 699 else "out_of_range"] += count
    assert +classes == +wanted
    assert failures == sum((collections.Counter({code: count}) for (code, _), count in counted.codes.items()
                            if not 100 <= code <= 399 and code not in CHALLENGES_AND_CANCELLED), collections.Counter())


def check_keys_and_order(document):
    lists = {"": [document], **{name: document[name] for name in ("codes", "unanswered", "anomalies", "remarks", "addresses")},
             "failures": [entry for row in document["addresses"] for entry in row["failures"]]}
    for name, rows in lists.items():
        assert all(list(row) == KEYS[name] for row in rows), name
    for rows in (document["codes"], document["unanswered"], document["addresses"], *(row["failures"] for row in document["addresses"])):
        counts = [row["count"] for row in rows]
        assert counts == sorted(counts, reverse=True)


def check_tables_of_findings(lines, document):
    """Anomalies and remarks in tables of their own, in the document's order."""
    for what, title in (("anomalies", "  Anomaly "), ("remarks", "  Remark ")):
        wanted = [[row["name"], row["severity"], row["header"] or "-", str(row["count"]), str(row["first_frame"]), row["brief"]]
                  for row in document[what]]
        start = next((i for i, line in enumerate(lines) if line.startswith(title)), None)
        if not wanted:
            assert start is None and f"  No {what}." in lines
            continue
        assert lines[start].split() == [title.strip(), "Severity", "Header", "field", "Count", "First", "In", "brief"]
        assert [line.split(maxsplit=5) for line in lines[start + 1:start + 1 + len(wanted)]] == wanted
        assert lines[start + 1 + len(wanted)] == ""


def cut(text, width):
    return text if len(text) <= width else text[:width - 3] + "..."


def check_report(lines, document):
    assert [line for line in lines if len(line) > WIDEST] == []
    totals = next(line for line in lines if " responses, " in line)
    assert [int(number) for number in re.findall(r"\d+", totals)] == [
        document[name] for name in ("responses", "resent", "fragments", "quoted")]
    rows = [re.fullmatch(r"   (\d{3})  (.*\S) +(\S+) +(\d+) +([\d.]+)% +(\d+) +(\d+) +(\d+)", line) for line in lines]
    shown = [(int(r[1]), r[2].rstrip(), r[3], int(r[4]), float(r[5]), int(r[6]), int(r[7]), int(r[8])) for r in rows if r]
    assert shown == [(row["code"], cut(row["name"] or "-", 39), cut(row["method"] or "-", 10), row["count"],
                      pytest.approx(row["share"], abs=0.051), row["resent"], row["first_frame"], row["last_frame"])
                     for row in document["codes"]]
    if document["responses"] > 0:
        check_tables_of_findings(lines, document)
    lines = lines[next((i for i, line in enumerate(lines) if line.startswith("  Answered by")), 0):]
    for row in document["addresses"]:
        at = next(i for i, line in enumerate(lines) if f"{line} ".startswith(f"  {row['address']} "))
        line = lines[at] if len(row["address"]) <= 15 else "x" + lines[at + 1]
        failures = row["failures"]
        text = ", ".join(f"{entry['code']:03} ({entry['count']})" for entry in failures[:3]) + (" ..." if len(failures) > 3 else "")
        assert line.rstrip().endswith(text) and line.split()[1:8] == [
            str(row[name]) for name in ("count", "1xx", "2xx", "3xx", "4xx", "5xx", "6xx")]


@pytest.mark.parametrize("capture", annotation_dump.shipped_captures() + other_captures.all_captures(), ids=lambda path: path.stem)
def test_counts_are_those_of_the_tree(wireshark, capture):
    """Two statistics and the tree from one run: a display filter selects what is printed, not what is counted."""
    # What an ICMP error quotes stands below ICMP in some versions: wireshark_differences.py.
    text = wireshark.tshark(capture, "-Y", "sipcodes or sipcodes.transaction", "-T", "pdml", "-J", "frame icmp sip sipcodes", "-z", "sipcodes,json",
                            "-z", "sipcodes,report", quiet=False)
    tree, rest = text.split("</pdml>\n")
    tree += "</pdml>"
    check(json_of(rest), report_of(rest), responses_of_pdml(tree), requests_of_pdml(tree))


def test_counts_are_those_of_the_fields(wireshark):
    """What a script of the user's own would count."""
    capture = PROJECT / "pcaps" / "call-failures.pcapng"
    rows = wireshark.fields(capture, ["sipcodes.code", "sipcodes.method"], "-Y", "sipcodes")
    counted = collections.Counter((int(code), method) for codes, methods in rows for code, method in zip(codes, methods, strict=True))
    document = json.loads(wireshark.tshark(capture, "-q", "-z", "sipcodes,json"))
    assert {(row["code"], row["method"]): row["count"] for row in document["codes"]} == dict(counted)


# As wide as the column.
FIFTEEN = bytes([192, 168, 100, 200])
TO_MESSAGE = response("202 Accepted", "MESSAGE", call="g")


@pytest.fixture(scope="module")
def capture(little_capture):
    return little_capture([
        datagram(response("486 Busy Here", call="a")), datagram(response("486 Busy Here", call="a")),
        datagram(response("486 ", call="b")), datagram(response("499 Own", call="c"), source=OTHER),
        datagram(response("498 Own", "OPTIONS", call="d")), datagram(response("099 Below", call="e")),
        datagram(response("999 Above", "X-OWN", call="f")), datagram(NOTIFY_OF_603),
        *segments([TO_MESSAGE + TO_MESSAGE.replace(b"202 Accepted", b"200 "), response("401 Unauthorized", "REGISTER", call="h")]),
        datagram(b"SIP/2.0 4860 Busy\r\n\r\n"), datagram(response("603 Decline", call="i").replace(b"CSeq: 1 INVITE\r\n", b"")),
    ])


@pytest.fixture(scope="module")
def outputs(wireshark, capture):
    """All three twice, and with filters, in one run."""
    statistics = ["sipcodes,report", "sipcodes,json", "sipcodes,tree", "sipcodes,json,ip.src == 192.0.2.9",
                  "sipcodes,report,sipcodes.anomaly.unknown", "sipcodes,tree,sip.CSeq.method == OPTIONS"]
    text = wireshark.tshark(capture, "-q", *(word for name in statistics for word in ("-z", name)))
    again = wireshark.tshark(capture, "-q", "-2", *(word for name in statistics for word in ("-z", name)))
    assert text == again, "a second run and a second pass print the same"
    return text


def test_addresses_and_the_width_of_their_column(wireshark, little_capture):
    """Fifteen characters fit. Only what is longer has a line of its own."""
    capture = little_capture([datagram(response("486 Busy Here"), source=FIFTEEN), datagram(response("486 Busy Here"))])
    lines = report_of(wireshark.tshark(capture, "-q", "-z", "sipcodes,report"))
    assert [line.split()[:2] for line in lines[-2:]] == [["192.0.2.1", "1"], ["192.168.100.200", "1"]]
    assert lines[-2].index(" 1  ") == lines[-1].index(" 1  ")


def test_failures_of_an_address(wireshark, little_capture):
    """Neither challenges nor a cancelled request are failures; three kinds of failures are shown, and that there are more."""
    no_failures = [response(status, call=status[:3]) for status in (
        "180 x", "200 x", "302 x", "401 x", "407 x", "487 x")]
    three, more = (list(map(response, statuses)) for statuses in (["486 x", "503 x", "603 x"], ["486 x", "503 x", "700 x", "099 x"]))
    capture = little_capture([datagram(one, source=source) for messages, source in (
        (no_failures, SERVER), (three + no_failures, OTHER), (more, FIFTEEN)) for one in messages])
    text = wireshark.tshark(capture, "-q", "-z", "sipcodes,report", "-z", "sipcodes,json")
    lines = report_of(text)
    header = next(line for line in lines if line.startswith("  Answered by"))
    shown = {line.split()[0]: line[header.index("Most frequent failures"):] for line in lines[lines.index(header) + 1:]}
    assert shown == {"192.0.2.1": "", "192.0.2.9": "486 (1), 503 (1), 603 (1)", "192.168.100.200": "099 (1), 486 (1), 503 (1) ..."}
    assert {row["address"]: [entry["code"] for entry in row["failures"]] for row in json_of(text)["addresses"]} == {
        "192.0.2.1": [], "192.0.2.9": [486, 503, 603], "192.168.100.200": [99, 486, 503, 700]}


def documents_of(text):
    """Every JSON report in the output, by its filter."""
    found = {}
    while re.search(r"(^|\n)\{\n", text):
        document = json_of(text)
        found[document["filter"]] = document
        text = text[text.index("\n}\n") + 3:]
    return found


def test_several_at_once(wireshark, capture, outputs):
    documents = documents_of(outputs)
    assert set(documents) == {"", "ip.src == 192.0.2.9"}
    everything = documents[""]
    # The report without a filter is the one that counts as many.
    reports = outputs.split("SIP response codes\n")[1:]
    assert len(reports) == 2 and outputs.count("SIP Response Codes:") == 2
    check(everything, next(r for r in reports if "Filter" not in r.split("\n")[0]).split("\n=====")[0].split("\n"),
          wireshark.responses(capture))


def test_every_code_under_its_own_number(outputs):
    rows = {(row["code"], row["method"]): row for row in documents_of(outputs)[""]["codes"]}
    assert {key: row["count"] for key, row in rows.items()} == {
        (486, "INVITE"): 3, (499, "INVITE"): 1, (498, "OPTIONS"): 1, (99, "INVITE"): 1, (999, "X-OWN"): 1, (202, "MESSAGE"): 1,
        (200, "MESSAGE"): 1, (401, "REGISTER"): 1, (603, ""): 1}
    assert rows[486, "INVITE"]["name"] == "Busy Here" and rows[499, "INVITE"]["name"] == ""


def test_resent_is_counted_and_told(outputs):
    document = documents_of(outputs)[""]
    assert document["resent"] == 1
    assert [(row["count"], row["resent"]) for row in document["codes"] if row["code"] == 486] == [(3, 1)]


def test_filter(outputs):
    document = documents_of(outputs)["ip.src == 192.0.2.9"]
    assert [(row["code"], row["count"]) for row in document["codes"]] == [(499, 1)] and document["responses"] == 1
    assert [row["address"] for row in document["addresses"]] == ["192.0.2.9"]
    filtered = next(r for r in outputs.split("SIP response codes\n") if r.startswith("Filter: sipcodes.anomaly.unknown\n"))
    assert "\n2 responses, 0 of them sent again. Not among them: 0 in message/sipfrag" in filtered
    assert re.search(r"^   499 .* 50\.0%", filtered, re.MULTILINE) and re.search(r"^   498 .* 50\.0%", filtered, re.MULTILINE)
    assert not re.search(r"^   486", filtered, re.MULTILINE)


def test_tree(outputs):
    trees = [tree_items(part) for part in outputs.split("SIP Response Codes:")[1:]]
    items = next(tree for tree in trees if below(tree, "Responses by class").keys() > {"Client Failure"})
    assert below(items, "Responses by class") == {"Client Failure": 6, "Successful": 2, "Out of range": 2, "Global Failure": 1}
    assert below(items, "Responses by class", "Client Failure") == {"486 Busy Here": 3, "498": 1, "499": 1, "401 Unauthorized": 1}
    assert below(items, "Responses by class", "Out of range") == {"099": 1, "999": 1}
    assert below(items, "Responses by method") == {"INVITE": 5, "MESSAGE": 2, "OPTIONS": 1, "Other methods": 1, "REGISTER": 1, "No method": 1}
    assert below(items, "Responses by method", "MESSAGE") == {"202 Accepted": 1, "200 OK": 1}
    assert below(items, "What is wrong") == {"unknown code": 2, "code out of range": 2, "no WWW-Authenticate": 1, "no CSeq": 1}
    assert below(items, "Remarks, for information")["no phrase"] == 2
    assert below(items, "Responses by address") == {"192.0.2.1": 10, "192.0.2.9": 1}
    assert below(items, "Not counted: in sipfrag bodies or ICMP errors", "In message/sipfrag") == {"603 Decline": 1}
    options = next(tree for tree in trees if tree is not items)
    assert below(options, "Responses by class", "Client Failure") == {"498": 1}


def test_no_responses(wireshark):
    capture = PROJECT / "pcaps" / "no-sip.pcapng"
    text = wireshark.tshark(capture, "-q", "-z", "sipcodes,json", "-z", "sipcodes,report", "-z", "sipcodes,tree", quiet=False)
    document = json_of(text)
    lists = ("codes", "outcomes", "responders", "domains", "series", "unanswered", "anomalies", "remarks", "addresses")
    assert set(document.pop("calls").values()) == {0}
    assert {row["percent"] for row in document.pop("ratios")} == {None} == {row["mean"] for row in document.pop("delays")}
    assert document == {**dict.fromkeys(set(KEYS[""]) - {"calls", "ratios", "delays"}, 0), "filter": "", **{name: [] for name in lists}}
    assert report_of(text)[1] == "0 responses, 0 of them sent again. Not among them: 0 in message/sipfrag, 0 quoted in ICMP errors."
    assert len(report_of(text)) == 2


@pytest.mark.parametrize("name", ["report", "json"])
def test_filter_that_does_not_compile(wireshark, capture, name):
    done = wireshark.run("tshark", "-r", capture, "-q", "-z", f"sipcodes,{name},no.such.field == 3", check=False, quiet=False)
    assert done.returncode != 0 and done.stdout == ""
    assert f"-z sipcodes,{name} cannot be started" in done.stderr and "no.such.field" in done.stderr


def test_texts_from_the_wire_and_from_the_user(wireshark, little_capture):
    """JSON stays JSON, and the report aligned, whatever a method or a name contains."""
    methods = ['"quoted"', "back\\slash", "\u041c\u0415\u0422\u041e\u0414", "M" * 300]
    packets = [datagram(response("486 Busy Here", call=str(n)).replace(b"CSeq: 1 INVITE", b"CSeq: 1 " + method.encode()))
               for n, method in enumerate(methods)]
    packets.append(datagram(response("486 Busy Here", call="x").replace(b"CSeq: 1 INVITE", b"CSeq: 1 \xff\xfe\x1b[31m")))
    name = "N" * 60 + " \u0437\u0430\u043d\u044f\u0442\u043e"
    text = wireshark.tshark(little_capture(packets), "-q", "-z", "sipcodes,json", "-z", "sipcodes,report",
                            preferences={"uat:sipcodes_codes": f'"486","{name}","","","Expected"'})
    document = json_of(text)
    assert document["responses"] == len(packets) and {row["name"] for row in document["codes"]} == {name}
    found = [row["method"] for row in document["codes"]]
    assert set(methods[:3]) <= set(found)
    assert "\x1b" not in text, "a terminal obeys control characters"
    assert [line for line in report_of(text) if len(line) > WIDEST] == []


@pytest.mark.skipif(shutil.which("sharkd") is None, reason="sharkd is not in this system's packages")
def test_tap_in_sharkd(wireshark, capture):
    """Twice: the second time it starts from nothing."""
    calls = [("load", {"file": str(capture)}), *[("tap", {"tap0": "stat:sipcodes"})] * 2]
    lines = [json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": parameters})
             for number, (method, parameters) in enumerate(calls, start=1)]
    done = wireshark.run("sharkd", "-", stdin="\n".join(lines) + "\n", quiet=False)
    answers = [answer for answer in map(json.loads, filter(None, done.stdout.splitlines())) if answer.get("id") in (2, 3)]
    assert len(answers) == 2
    for answer in answers:
        (tap,) = answer["result"]["taps"]
        by_class = next(stat for stat in tap["stats"] if stat["name"] == "Responses by class")
        assert by_class["count"] == 11
        assert {sub["name"]: sub["count"] for sub in by_class["sub"]} == {
            "Client Failure": 6, "Successful": 2, "Out of range": 2, "Global Failure": 1}
