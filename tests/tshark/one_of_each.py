# SPDX-License-Identifier: GPL-2.0-or-later
"""Responses that, with the captures that conftest.py adds, show every field of ours at least once."""
from little_captures import request, response

# 498 is a code of the user's own table.
PREFERENCES = {"uat:sipcodes_codes": '"498","Queue is full","","","Warning"\n"497","Queue is broken","","","Error"\n'}

MESSAGES = [
    response("100 Trying", call="trying"),
    response("486 Busy Here", call="registered"),
    response("486 ", call="phrase-empty"),
    response("499 Client Is Gone", call="unknown"),
    response("498 Queue is full", call="user-defined"),
    response("497 Queue is broken", call="user-defined-error"),
    response("799 Beyond", call="out-of-range"),
    response("202 Accepted", "REFER", call="deprecated"),
    response("402 Payment Required", call="reserved"),
    response("411 Length Required", call="obsolete"),
    response("477 Unfortunately error on sending to next hop occurred (477/SL)", call="vendor"),
    response("418 I'm a Teapot", call="http-only"),
    response("404 No such user here", call="phrase-differs"),
    response("480 Busy Here", call="phrase-of-other-code"),
    response("603 Not Found", call="phrase-of-other-code-in-6xx"),
    response("429 Too Many Requests", call="phrase-of-http"),
    response("180 Ringing", "REGISTER", call="method"),
    response("401 Unauthorized", "REGISTER", call="missing-header"),
    response("486 Busy Here", call="forbidden-header", headers="Max-Forwards: 70\n"),
    response("503 Service Unavailable", call="header-value", headers="Retry-After: soon\n"),
    request("OPTIONS", call="request"),
]
