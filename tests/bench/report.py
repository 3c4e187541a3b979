# SPDX-License-Identifier: GPL-2.0-or-later
"""Says what was measured: on the terminal, and as docs/performance.md with a plot."""

import os
import platform
import re
import subprocess

from tshark_runs import OUTPUTS

CAPTURES = {
    "basic": "calls, registrations and keep-alives over UDP",
    "tcp": "calls over TCP, ten messages in a segment",
    "failures": "failed calls, every second with something wrong, malformed status lines",
    "ims": "messages of 2 kB as in an IMS, nothing wrong",
    "ims-findings": "messages of 2 kB, most responses with two findings or three",
    "rtp": "calls with their media",
    "no-sip": "web, DNS, ping, media without SIP",
    "recorded-sip": "recorded: calls, failures and each known code",
    "recorded-rtp": "recorded: a call with its media",
    "recorded-no-sip": "recorded: no SIP",
}

PEERS = {
    "report": ("`tshark -q -z sipcodes,report`", ""),
    "sip,stat": ("`tshark -q -z sip,stat`", "methods, addresses, findings, codes that Wireshark does not list"),
    "fields": ("`tshark -T fields ... \\| awk`", "responses without a phrase are there, malformed ones, findings and addresses are not"),
    "lua": ("a Lua listener (`tests/bench/count-codes.lua`)", "as the line before"),
    "sngrep": ("`sngrep -N -q -I`", "makes no table; TCP in part, no findings"),
    "sipgrep": ("`sipgrep`, counted by sort and uniq", "several messages in a segment are one"),
    "ngrep": ("`ngrep '^SIP/2.0' \\| sort \\| uniq -c`", "reassembly, compressed forms, IP fragments, methods"),
    "grep": ("`grep -a -o 'SIP/2.0 ...' \\| sort \\| uniq -c`", "everything but the bytes: fragments, tunnels, TLS, methods"),
}


def table(head, rows, left=1):
    """Markdown that can be read as it is: the first columns to the left, numbers to the right."""
    cells = [head, *rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]

    def line(row):
        padded = [cell.ljust(width) if i < left else cell.rjust(width) for i, (cell, width) in enumerate(zip(row, widths))]
        return "| " + " | ".join(padded) + " |"

    rule = "| " + " | ".join("-" * width if i < left else "-" * (width - 1) + ":" for i, width in enumerate(widths)) + " |"
    return "\n".join([line(head), rule, *(line(row) for row in rows)])


def percent(value):
    return f"{value:+.1f} %"


# ---- Tables

def state_of(limit):
    return "holds" if limit.holds else "**FAILS**"


def limits_table(results):
    rows = [[limit.what, limit.capture, f"{limit.limit:g} %", f"{limit.measured:.2f} %", state_of(limit)]
            for limit in results.limits]
    return table(["", "capture", "at most", "measured", ""], rows, left=2)


def worst_limits_table(results):
    """Of each limit the capture that comes nearest to it."""
    worst = {}
    for limit in results.limits:
        if limit.what not in worst or limit.measured > worst[limit.what].measured:
            worst[limit.what] = limit
    rows = [[limit.what, f"{limit.limit:g} %", f"{limit.measured:.2f} %", limit.capture, state_of(limit)]
            for limit in worst.values()]
    return table(["limit", "at most", "measured", "where", ""], rows)


def limits_text(results):
    """For the terminal."""
    return f"{limits_table(results)}\n\n{results.seconds:.0f} s"


def measured_captures(results):
    return [name for name in CAPTURES if (name, "plain", "sipcodes") in results.counts.results]


def outputs_table(results):
    counts = results.counts
    names = [name for name in OUTPUTS if any(output == name for _, output, _ in counts.results)]
    rows = [[name, *(percent(counts.more(name, output)) if (name, output, "sipcodes") in counts.results else "" for output in names)]
            for name in measured_captures(results)]
    return table(["capture", *(OUTPUTS[name].shown for name in names)], rows)


def tracked_table(results):
    counts = results.counts
    names = [name for name in OUTPUTS if any((output, side) == (name, "tracking") for _, output, side in counts.results)]
    rows = [[name, *(percent(counts.more(name, output, "tracking")) for output in names)] for name in measured_captures(results)]
    return table(["capture", *(OUTPUTS[name].shown for name in names)], rows)


def plain_table(results):
    sides = {"sipcodes": "the plugin", "disabled": "protocol disabled", "empty-postdissector": "an empty post-dissector", "lua": "a Lua script"}
    rows = [[name, *(percent(results.counts.more(name, "plain", side)) for side in sides)] for name in measured_captures(results)]
    return table(["`tshark -r`", *sides.values()], rows)


def captures_table(results):
    rows = []
    for name in measured_captures(results):
        frames, messages, responses = results.sizes[name]
        per_unit = results.counts.net(name, "plain", "none") / (messages or frames)
        rows.append([name, CAPTURES[name], f"{frames:,}", f"{messages:,}", f"{responses:,}", f"{per_unit:,.0f}"])
    return table(["capture", "what is in it", "frames", "messages", "responses", "instructions of `-r` for each"], rows, left=2)


def growth_table(results):
    if not results.native_growth:
        rows = [[f"{messages:,}", f"{plain / messages:,.0f}", f"{report / messages:,.0f}"]
                for (messages, plain), (_, report) in zip(results.growth["plain"], results.growth["report"])]
        return "Instructions for each message:\n\n" + table(["messages", "`-r`", "report"], rows, left=0)
    native = {(messages, side): run for messages, side, run in results.native_growth}
    rows = []
    for at, (messages, plain) in enumerate(results.growth["plain"]):
        report = results.growth["report"][at][1]
        asked = sorted({size for size, _ in native})[at]
        none, plugin = native[asked, "none"], native[asked, "sipcodes"]
        rows.append([f"{messages:,}", f"{plain / messages:,.0f}", f"{report / messages:,.0f}", f"{none.user_seconds:.1f} s",
                     f"{plugin.user_seconds:.1f} s", f"{none.peak_kilobytes / 1024:,.0f} MiB", f"{plugin.peak_kilobytes / 1024:,.0f} MiB"])
    return "Instructions for each message, user time and peak memory of the whole run:\n\n" + table(["messages", "`-r`, each", "report, each", "`-z sip,stat`", "report", "memory, `-z sip,stat`", "memory, report"], rows, left=0)


def peers_table(results):
    base = dict(results.peers)["report"].user_seconds
    rows = [[PEERS[name][0], PEERS[name][1], f"{run.user_seconds / base:.2f}"] for name, run in results.peers]
    return table(["program", "what it does not see", "user time, of the report's"], rows, left=2)


# ---- Text

def first_line(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout.splitlines()[0]


def machine():
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
        model = re.search(r"^model name\s*:\s*(.*)$", file.read(), re.MULTILINE)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    tshark = re.sub(r" *\(Git.*", "", first_line("tshark", "-v"))
    return [f"processor: {model.group(1) if model else platform.machine()}, {os.cpu_count()} of its cores; memory: {memory:.0f} GiB",
            f"system: {system}, {platform.machine()}",
            f"{tshark}; plugin built by {first_line('cc', '--version')}, RelWithDebInfo",
            first_line("valgrind", "--version")]


REPORT = """\
# What the plugin costs

`scripts/bench` measured this and wrote this page. It ends with 1 when a limit is broken; `scripts/bench --quick` looks at the same limits in a
few minutes, by instructions alone and with growth up to 10,000 messages.

**How to read it.** A percentage is what a run of tshark with the plugin takes more than the run beside it without: the same command, or
where the plugin is asked for something that Wireshark has not, the nearest thing that Wireshark has. "+1 %" of a run of ten seconds is a
tenth of a second. Instructions are counted (cachegrind), and what the same command takes on an empty capture, its start-up, is taken off; so
the figures do not depend on how busy the machine is. User time and memory do, and are the least of {repetitions} runs or of one.

## By output

{outputs}

{against}
With `sipcodes.track_calls`, as it is unless it is switched off; the figures above and all others are without:

{tracked}

In `-V` and `-T json` most of what the plugin costs is Wireshark's own work on the items that are added: the figure grows with what there is to say.

## Limits

{limits}

{failing}
{plain}Start-up: {start_none} M instructions without, {start_plugin} M with the plugin ({start_more}).

## Growth

{growth}

![Instructions for each message, by the number of messages](performance.svg)

{peers}## Captures

{captures}

All but the recorded ones are built by `tests/bench/make-capture`, the recorded ones from `pcaps/` by `tests/bench/repeat-captures`, with new
addresses, Call-IDs, tags and branches in each repetition.

## How it was measured

{machine}

`same-hash-seed.so` (`tests/bench/same-hash-seed.c`) gives Wireshark's hash maps the same seed in each run; otherwise the counts differ by more than some
of the limits. Wireshark's lists of vendors and ports, half of its start, are empty but where the start-up is measured.
"""


PLAIN = """\
## What `tshark -r` costs when nobody asks for anything

{plain}

With the protocol disabled nothing is paid. An empty post-dissector of a protocol of its own is what any plugin pays that looks at each frame.
The Lua script (`tests/bench/postdissector.lua`) does less than the plugin: code, name, class, unknown or not.

"""

PEER_TEXT = """\
## Other programs

A table of response codes from {peer_messages:,} SIP messages over UDP, or what comes closest to it:

{peers}

"""

NOT_MEASURED = """\
These figures are of a quick run: user time and memory, growth to a million messages, other programs and the outputs that are not in the table
are measured by a run of `scripts/bench` without `--quick`.

"""


def against_text():
    return "".join(f"* {output.shown} is compared with {output.against}.\n" for output in OUTPUTS.values() if output.none is not None)


def failing_text(results):
    failing = [limit for limit in results.limits if not limit.holds]
    if not failing:
        return ""
    return "Missed: " + "; ".join(f"{limit.what}, {limit.capture}: {limit.measured:.2f} %" for limit in failing) + ".\n\n"


def report(arguments, results, peer_messages, repetitions):
    none, plugin = results.start_up["none"], results.start_up["sipcodes"]
    plain = "" if results.quick else PLAIN.format(plain=plain_table(results))
    peers = NOT_MEASURED if results.quick else PEER_TEXT.format(peer_messages=peer_messages, peers=peers_table(results))
    busy = " (a busy machine: the user times are rough)" if results.load >= 0.5 else ""
    return REPORT.format(
        repetitions=repetitions, outputs=outputs_table(results), tracked=tracked_table(results), against=against_text(), limits=worst_limits_table(results),
        failing=failing_text(results), plain=plain, start_none=f"{none / 1e6:,.1f}", start_plugin=f"{plugin / 1e6:,.1f}",
        start_more=f"{(plugin / none - 1) * 100:+.2f} %", growth=growth_table(results), peers=peers,
        captures=captures_table(results),
        machine="\n".join(f"* {line}" for line in [f"sipcodes {arguments.plugin_version}", *machine(),
                                                  f"load average when it began: {results.load:.1f}{busy}"]))


def draw_growth(results, path):
    import matplotlib
    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "sipcodes"
    from matplotlib import pyplot, ticker

    figure, axes = pyplot.subplots(figsize=(7, 4))
    for output, label, style in (("report", "report", "s-"), ("plain", "tshark -r", "o-")):
        counts, costs = zip(*results.growth[output])
        axes.plot(counts, [cost / count / 1000 for count, cost in zip(counts, costs)], style, label=label, fillstyle="none")
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(ticker.FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.set_ylim(bottom=0)
    axes.set_xlabel("SIP messages in the capture")
    axes.set_ylabel("thousand instructions per message")
    axes.set_title("with the plugin, start-up subtracted")
    axes.grid(True, alpha=0.3)
    axes.legend(loc="lower left")
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def write(arguments, results, peer_messages, repetitions):
    with open(os.path.join(arguments.report, "performance.md"), "w", encoding="utf-8") as file:
        file.write(report(arguments, results, peer_messages, repetitions))
    draw_growth(results, os.path.join(arguments.report, "performance.svg"))
