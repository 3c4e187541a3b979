# SPDX-License-Identifier: GPL-2.0-or-later
"""Says what was measured: on the terminal, as docs/performance.md, and as a plot."""

import os
import platform
import re
import subprocess

from tshark_runs import OUTPUTS, arguments_of, make_sides, Runner


def table(head, rows, left=1):
    """Markdown that can be read as it is: the first columns to the left, numbers to the right."""
    cells = [head, *rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]

    def line(row):
        padded = [cell.ljust(width) if i < left else cell.rjust(width) for i, (cell, width) in enumerate(zip(row, widths))]
        return "| " + " | ".join(padded) + " |"

    rule = "| " + " | ".join("-" * width if i < left else "-" * (width - 1) + ":" for i, width in enumerate(widths)) + " |"
    return "\n".join([line(head), rule, *(line(row) for row in rows)])


def percent(value, digits=2):
    return f"{value:+.{digits}f} %"


def millions(value):
    return f"{value / 1e6:,.1f} M"


# ---- Tables

def limits_table(results):
    rows = []
    for limit in results.limits:
        unit = " points" if limit.unit == "points" else " %"
        rows.append([limit.what, f"{limit.limit:g}{unit}", f"{limit.measured:+.2f}{unit}", "holds" if limit.holds else "FAILS"])
    return table(["", "at most", "measured", ""], rows)


def outputs_table(cell_of, base_of):
    head = ["", "no plugin", "plugin", "plugin, all off", "Lua script"]
    return table(head, [[OUTPUTS[output], base_of(output), *(cell_of(output, side) for side in ("plugin", "all off", "lua"))]
                        for output in OUTPUTS])


def instructions_table(results, sip):
    instructions = results.instructions
    return outputs_table(lambda output, side: percent(instructions.percent_more(sip, output, side)),
                         lambda output: millions(instructions.net(sip, output, "none")))


def user_time_table(results):
    def net(output, side):
        return (results.native["sip-30", output, side].user_seconds - results.native["empty", output, side].user_seconds)

    return outputs_table(lambda output, side: percent((net(output, side) / net(output, "none") - 1) * 100, 0),
                         lambda output: f"{net(output, 'none'):.2f} s")


def memory_table(results):
    def peak(output, side):
        return results.native["sip-30", output, side].peak_kilobytes

    return outputs_table(lambda output, side: percent((peak(output, side) / peak(output, "none") - 1) * 100),
                         lambda output: f"{peak(output, 'none') / 1024:.0f} MiB")


MEDIA_ROWS = {
    "plugin": "plugin",
    "no frame end": "plugin, post-dissector and repair off",
    "all off": "plugin, all off",
    "disabled": "plugin, protocol disabled",
    "empty": "an empty post-dissector, for comparison",
    "lua": "Lua script",
}


def media_table(results, rtp, no_sip):
    instructions = results.instructions
    base = ["no plugin", millions(instructions.net(rtp, "plain", "none")), millions(instructions.net(no_sip, "plain", "none"))]
    rows = [[label, percent(instructions.percent_more(rtp, "plain", side)), percent(instructions.percent_more(no_sip, "plain", side))]
            for side, label in MEDIA_ROWS.items() if (rtp, "plain", side) in instructions.results]
    return table(["`tshark -r`", "RTP-heavy", "no SIP at all"], [base, *rows])


def start_up_table(results):
    instructions = results.instructions
    none = instructions.start_up("none")
    rows = [["no plugin", millions(none), ""]]
    for side, label in (("plugin", "plugin"), ("empty", "an empty post-dissector"), ("lua", "Lua script")):
        if (instructions.empty_capture, "plain", side) in instructions.results:
            cost = instructions.start_up(side)
            rows.append([label, millions(cost), percent((cost / none - 1) * 100)])
    return table(["`tshark -r` of an empty capture", "instructions", "more"], rows)


def growth_table(results):
    head = ["messages", "no plugin", "plugin", "plugin, each response judged", "of it the plugin's own"]
    rows = [[f"{results.growth['none'][i][0]:,}", *(f"{results.growth[side][i][1]:,.0f}"
                                                  for side in ("none", "plugin", "everything judged", "own"))]
            for i in range(len(results.growth["none"]))]
    return table(head, rows, left=0)


def hot_table(results, output):
    rows = [[f"`{name}`", f"{function.own:,}", f"{function.outside:,}"] for name, function in results.hot[output]]
    return table(["function", "its own instructions", "in Wireshark and libraries, called from it"], rows)


# ---- Text

def text(arguments, results):
    """For the terminal."""
    parts = [f"{results.sizes['sip']:,} SIP messages ({results.responses:,} responses), {results.sizes['rtp']:,} frames with RTP, "
             f"{results.sizes['no-sip']:,} without SIP; {results.seconds:.0f} s"]
    sip, rtp, no_sip = (os.path.join(arguments.work, f"{name}.pcap") for name in ("sip", "rtp", "no-sip"))
    if not results.quick:
        parts += ["Instructions, SIP only:\n" + instructions_table(results, sip),
                  "User time, SIP only:\n" + user_time_table(results),
                  "Peak memory, SIP only:\n" + memory_table(results)]
    parts += ["Instructions, little SIP:\n" + media_table(results, rtp, no_sip),
              "Instructions of the start-up:\n" + start_up_table(results),
              "Instructions per message:\n" + growth_table(results),
              "Hottest functions, tshark -r:\n" + hot_table(results, "plain"),
              "Hottest functions, tshark -V:\n" + hot_table(results, "details"),
              limits_table(results)]
    return "\n\n".join(parts)


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


def load_of(results):
    busy = results.load >= 0.5
    return f"load average when it began: {results.load:.1f}" + (" (a busy machine: the user times are rough)" if busy else "")


def shown_command(arguments, runner, side, tool=()):
    """The command of a run, without the folder it ran in."""
    command = " ".join(runner.command(side.plugins, arguments_of("sip.pcap", "plain", side), tool))
    return command.replace(arguments.work, "$work")


REPORT = """\
# What the plugin costs

`scripts/bench` measured this and wrote this page; it fails when a limit is broken. `scripts/bench --quick` judges the same limits, the growth up to
{growth_quick:,} messages only, in a third of the time and writes nothing.

{limits}

Percentages are what the plugin adds to a run of the same tshark on the same capture without it. Instructions are counted by
callgrind; from each count the one of the same command on an empty capture, which is the start-up, is subtracted.
They do not depend on how busy the machine is. User time does: it is there for orientation, the least of {repetitions} runs.

## Every output, SIP only

{sip_messages:,} SIP messages over UDP, {responses:,} of them responses: {mix}.
Where tshark has no plugin, the nearest question is asked with Wireshark's own fields: `-Y "{class_4}"`, `-T fields` of
{none_fields}; all our fields are {field_count}. "All off" is every preference of the plugin that is on by default, switched off. The Lua script
(`tests/bench/postdissector.lua`) does less than the plugin: code, name, class, unknown or not.

Instructions:

{instructions}

User time, {native_messages:,} messages:

{user_time}

Peak memory, {native_messages:,} messages, start-up included:

{memory}

A plain `tshark -r` shows nothing that the plugin adds, so the plugin does nothing but find this out. It works where somebody looks: a tree, a
filter, a tap, a column.

## Little or no SIP

RTP-heavy: {rtp_frames:,} frames, {rtp_sip_frames:,} of them SIP. No SIP at all: {no_sip_frames:,} frames.

{media}

## Start-up

{start_up}

## Growth

Instructions per message. "Each response judged" makes the plugin work although nothing is drawn (`-o sipcodes.name_in_info_column:TRUE`);
then it spends {paid_once} once, on first use.

{growth}

![Instructions per message, by the number of messages](performance.svg)

## Where the cost is

The ten most expensive functions of the plugin in `tshark -r` on the SIP-only capture, start-up included:

{hot_plain}

and in `tshark -V`:

{hot_details}

## How it was measured

{machine}

    {command}
    {tool_command}

`same-hash-seed.so` (`tests/bench/same-hash-seed.c`) gives Wireshark's hash maps the same seed in each run; otherwise the counts differ by more than some
of the limits. The captures are made from those in `pcaps/` by `tests/bench/repeat-captures`, with new addresses, Call-IDs, tags and branches in each
repetition.
"""


def report(arguments, results):
    sip, rtp, no_sip = (os.path.join(arguments.work, f"{name}.pcap") for name in ("sip", "rtp", "no-sip"))
    runner = Runner(arguments.work)
    sides = make_sides(runner, arguments.codes, arguments.lua)
    sip_frames = runner.output("none", ["-r", rtp, "-Y", "sip", "-T", "fields", "-e", "frame.number"]).count("\n")
    return REPORT.format(
        limits=limits_table(results), repetitions=results.repetitions, sip_messages=results.sizes["sip"], responses=results.responses, mix=arguments.mix,
        class_4=sides["none"].class_4, field_count=len(sides["plugin"].fields), none_fields=", ".join(f"`{field}`" for field in sides["none"].fields),
        instructions=instructions_table(results, sip), user_time=user_time_table(results), memory=memory_table(results),
        native_messages=results.sizes["sip-30"], growth_quick=results.sizes["sip-10"], rtp_frames=results.sizes["rtp"], rtp_sip_frames=sip_frames,
        no_sip_frames=results.sizes["no-sip"], media=media_table(results, rtp, no_sip), start_up=start_up_table(results),
        growth=growth_table(results), paid_once=f"{results.paid_once:,.0f} instructions",
        hot_plain=hot_table(results, "plain"), hot_details=hot_table(results, "details"),
        machine="\n".join(f"* {line}" for line in [f"sipcodes {arguments.plugin_version}", *machine(), load_of(results)]),
        command=shown_command(arguments, runner, sides["plugin"]),
        tool_command=shown_command(arguments, runner, sides["plugin"], ("valgrind", "--tool=callgrind")))


def draw_growth(results, path):
    import matplotlib
    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "sipcodes"
    from matplotlib import pyplot, ticker

    figure, axes = pyplot.subplots(figsize=(7, 4))
    for side, label, style in (("everything judged", "plugin, each response judged", "s-"), ("plugin", "plugin", "o-"),
                               ("none", "no plugin", "x--")):
        counts, costs = zip(*results.growth[side])
        axes.plot(counts, [cost / 1000 for cost in costs], style, label=label, fillstyle="none")
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(ticker.FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.set_ylim(bottom=0)
    axes.set_xlabel("SIP messages in the capture")
    axes.set_ylabel("thousand instructions per message")
    axes.set_title("tshark -r, start-up subtracted")
    axes.grid(True, alpha=0.3)
    axes.legend(loc="lower left")
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def write(arguments, results):
    with open(os.path.join(arguments.report, "performance.md"), "w", encoding="utf-8") as file:
        file.write(report(arguments, results))
    draw_growth(results, os.path.join(arguments.report, "performance.svg"))
