# SPDX-License-Identifier: GPL-2.0-or-later
#
# Prints a table of the responses in tshark's PDML: one line for each, also where a frame has several.
# Without any, it prints nothing.

function value(    text) {
    if (!match($0, / show="[^"]*"/)) {
        return ""
    }
    text = substr($0, RSTART + 7, RLENGTH - 8)
    gsub(/&lt;/, "<", text)
    gsub(/&gt;/, ">", text)
    gsub(/&quot;/, "\"", text)
    gsub(/&apos;/, "'", text)
    gsub(/&amp;/, "\\&", text)
    # What the wire holds can be meant for the terminal.
    gsub(/[[:cntrl:]]/, "?", text)
    return text
}

# "Class: Client Failure (4)"
function label(    text) {
    match($0, / showname="[^"]*"/)
    text = substr($0, RSTART + 11, RLENGTH - 12)
    sub(/^[^:]*: /, "", text)
    sub(/ \([0-9]+\)$/, "", text)
    return text
}

# Microseconds, as text: a number would be read and written in the user's locale, where the point can be a comma.
function seconds(text,    fraction) {
    if (!match(text, /[.,][0-9]+$/)) {
        return text
    }
    fraction = substr(text, RSTART + 1) "000000"
    return substr(text, 1, RSTART - 1) "." substr(fraction, 1, 6)
}

function put(column, text) {
    cells[rows, column] = text
    if (length(text) > width[column]) {
        width[column] = length(text)
    }
}

function print_row(row,    column, line) {
    for (column = 1; column < columns; column++) {
        line = line sprintf((column in to_the_right ? "%" : "%-") width[column] "s  ", cells[row, column])
    }
    line = line cells[row, columns]
    sub(/ +$/, "", line)
    print line
}

BEGIN {
    rows = 0
    columns = split("frame time method code name class anomalies", titles, " ")
    for (column = 1; column <= columns; column++) {
        put(column, titles[column])
    }
    to_the_right[1] = to_the_right[2] = to_the_right[4] = 1
    FRAME = 1; TIME = 2; METHOD = 3; CODE = 4; NAME = 5; CLASS = 6; ANOMALIES = 7
}

/<field name="frame\.time_relative"/ { time = seconds(value()) }
/<field name="frame\.number"/ { frame = value() }
/<(proto|field) name="sipcodes"/ {
    rows++
    put(FRAME, frame)
    put(TIME, time)
}
/<field name="sipcodes\.method"/ { put(METHOD, value()) }
/<field name="sipcodes\.code"/ { put(CODE, sprintf("%03d", value())) }
/<field name="sipcodes\.name"/ { put(NAME, value()) }
/<field name="sipcodes\.class"/ { put(CLASS, label()) }
/<field name="sipcodes\.anomaly"/ {
    put(ANOMALIES, cells[rows, ANOMALIES] (cells[rows, ANOMALIES] == "" ? "" : ", ") value())
}

END {
    if (rows == 0) {
        exit
    }
    for (row = 0; row <= rows; row++) {
        print_row(row)
    }
}
