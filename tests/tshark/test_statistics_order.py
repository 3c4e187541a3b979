# SPDX-License-Identifier: GPL-2.0-or-later
"""What was counted equally often stands in one order, whatever the order in the capture: each run prints the same."""
import json

from little_captures import datagram, response


def test_equal_counts(wireshark, little_capture):
    rows = [("192.0.2.30", "486 Busy Here", "INVITE"), ("192.0.2.4", "404 Not Found", "INVITE"), ("192.0.2.30", "404 Not Found", "BYE"),
            ("192.0.2.4", "500 Server Internal Error", "INVITE"), ("192.0.2.200", "603 Decline", "INVITE"), ("192.0.2.200", "403 Forbidden", "INFO")]
    packets = [datagram(response(status, method, call=str(number)), source=bytes(map(int, address.split("."))))
               for number, (address, status, method) in enumerate(rows)]
    for capture in (little_capture(packets), little_capture(reversed(packets))):
        document = json.loads(wireshark.tshark(capture, "-q", "-z", "sipcodes,json"))
        assert [row["address"] for row in document["addresses"]] == sorted({address for address, *_ in rows})
        assert [(row["code"], row["method"]) for row in document["codes"]] == sorted((int(status[:3]), method) for _, status, method in rows)
        assert [[failure["code"] for failure in row["failures"]] for row in document["addresses"]] == [[403, 603], [404, 486], [404, 500]]
