# SPDX-License-Identifier: GPL-2.0-or-later
#
# Reads tshark's PDML and prints a table with one line for each response, also where a frame has several, and one block for each
# failing code and method: what the senders say, hint, description. Without a response, it prints nothing.
#
#   width=N   columns of the table (0: as wide as it is)      fold=N    columns of the blocks
#   colour=1  for a terminal with colours                     utf8=1    for one that shows UTF-8
#
# What tshark prints behind the PDML goes to the file that the variable REST of the environment names: so, as awk reads escapes in others.
#
# Run in the C locale: it reads and counts bytes, so that it is the same program to every awk, and no number is written with a
# comma.

# ---- Text

# The bytes from "at" on that are one character of UTF-8, as RFC 3629 has it; 0 where they are none.
function character_length(text, at,    first, second, length_, i) {
    first = byte[substr(text, at, 1)]
    second = byte[substr(text, at + 1, 1)]
    if (first < 128) {
        return 1
    }
    length_ = first >= 194 && first < 224 ? 2 : first >= 224 && first < 240 ? 3 : first >= 240 && first < 245 ? 4 : 0
    if ((first == 224 && second < 160) || (first == 237 && second > 159) || (first == 240 && second < 144) ||
        (first == 244 && second > 143)) {
        return 0
    }
    for (i = 1; i < length_; i++) {
        if (substr(text, at + i, 1) !~ /[\200-\277]/) {
            return 0
        }
    }
    return length_
}

# Control characters, those that turn the direction of writing, and those that are not seen at all.
function is_unsafe(character) {
    return character ~ /^[\001-\037\177]/ || character ~ /^\302[\200-\237\255]/ || character == "\330\234" ||
        character ~ /^\341\240[\213-\217]/ || character ~ /^\342\200[\213-\217\250-\256]/ || character ~ /^\342\201[\240-\257]/ ||
        character ~ /^\357\273\277/ || character ~ /^\357\277[\271-\273]/ || character ~ /^\363\240/
}

# What the wire holds can be meant for the terminal.
function safe(text,    at, length_, character, result) {
    if (text !~ /[^ -~]/) {
        return text
    }
    for (at = 1; at <= length(text); at += length_ ? length_ : 1) {
        length_ = character_length(text, at)
        character = substr(text, at, length_)
        result = result (length_ == 0 || is_unsafe(character) || (length_ > 1 && !utf8) ? "?" : character)
    }
    return result
}

# Most of what is written in East Asia, and pictures, take two columns.
function character_columns(character) { return character ~ /^[\343-\355\360]/ ? 2 : 1 }

function columns_of(text,    at, length_, sum) {
    if (text !~ /[^ -~]/) {
        return length(text)
    }
    for (at = 1; at <= length(text); at += length_) {
        length_ = character_length(text, at)
        sum += character_columns(substr(text, at, 1))
    }
    return sum
}

# As much of the text's beginning as goes into so many columns.
function beginning(text, columns,    at, length_, sum) {
    if (columns_of(text) <= columns) {
        return text
    }
    for (at = 1; at <= length(text); at += length_) {
        length_ = character_length(text, at)
        sum += character_columns(substr(text, at, 1))
        if (sum > columns) {
            break
        }
    }
    return substr(text, 1, at - 1)
}

function cut(text, columns) {
    return columns_of(text) <= columns ? text : columns < 4 ? beginning(text, columns) : beginning(text, columns - 3) "..."
}

# An address tells most by its two ends.
function cut_address(text, columns,    tail) {
    if (length(text) <= columns) {
        return text
    }
    tail = int((columns - 2) / 2)
    return substr(text, 1, columns - 2 - tail) ".." substr(text, length(text) - tail + 1)
}

function blanks(count) { return count > 0 ? sprintf("%" count "s", "") : "" }

function padded(text, columns) { return text blanks(columns - columns_of(text)) }

function painted(text, style) { return colour && style != "" && text != "" ? "\033[" style "m" text "\033[0m" : text }

# Prints the text in lines: the first behind "lead", the others below it.
function print_folded(lead, text, columns, style,    words, count, i, line, indent, room) {
    indent = blanks(columns_of(lead))
    room = at_least(columns - length(indent), 20)
    count = split(text, words, / +/)
    line = ""
    for (i = 1; i <= count; i++) {
        if (line != "" && columns_of(line " " words[i]) > room) {
            print painted(lead line, style)
            lead = indent
            line = ""
        }
        line = line (line == "" ? "" : " ") words[i]
        while (columns_of(line) > room) {
            words[i] = beginning(line, room)
            print painted(lead words[i], style)
            lead = indent
            line = substr(line, length(words[i]) + 1)
        }
    }
    if (line != "") {
        print painted(lead line, style)
    }
}

# ---- PDML

function without_entities(text) {
    if (index(text, "&")) {
        gsub(/&lt;/, "<", text)
        gsub(/&gt;/, ">", text)
        gsub(/&quot;/, "\"", text)
        gsub(/&(apos|#x27|#39);/, "'", text)
        gsub(/&amp;/, "\\&", text)
    }
    return text
}

function value() {
    return match($0, / show="[^"]*"/) ? safe(substr(without_entities(substr($0, RSTART + 7, RLENGTH - 8)), 1, MOST_BYTES)) : ""
}

# "Explanation in Reason: User busy"
function label() {
    return match($0, / showname="[^":]*:/) ? safe(without_entities(substr($0, RSTART + 11, RLENGTH - 12))) : ""
}

# Microseconds, as text: a number would be read and written in the user's locale, where the point can be a comma.
function seconds(text,    fraction) {
    if (!match(text, /[.,][0-9]+$/)) {
        return text
    }
    fraction = substr(text, RSTART + 1) "000000"
    return substr(text, 1, RSTART - 1) "." substr(fraction, 1, 6)
}

# ---- What is kept of the responses

function widen(column, text,    columns) {
    columns = columns_of(text)
    if (columns > widest[column]) {
        widest[column] = columns
    }
}

function begin_response() {
    end_response()
    rows++
    in_response = 1
    frames[rows] = frame
    times[rows] = time
    sources[rows] = source
    destinations[rows] = destination
    hint = description = kind = ""
    explained = 0
}

# Counts how often the block has the text, and where first.
function count_text(block, what, text,    i) {
    if (text == "") {
        return
    }
    if (!((block, what, text) in text_number)) {
        i = ++texts[block, what]
        text_number[block, what, text] = i
        text_of[block, what, i] = text
        text_frame[block, what, i] = frame
    }
    text_count[block, what, text_number[block, what, text]]++
}

function end_response(    key, block, i) {
    if (!in_response) {
        return
    }
    in_response = 0
    if (kind != "") {
        briefs[rows] = kind (briefs[rows] == "" ? "" : ", ") briefs[rows]
    }
    widen("frame", frames[rows])
    widen("time", times[rows])
    widen("source", sources[rows])
    widen("destination", destinations[rows])
    widen("method", methods[rows])
    widen("name", names[rows])
    widen("briefs", briefs[rows])
    if (!failures[rows]) {
        return
    }
    key = codes[rows] SUBSEP methods[rows] SUBSEP kind
    if (!(key in block_of) && blocks == MOST_BLOCKS) {
        blocks_left_out++
        return
    }
    if (!(key in block_of)) {
        block = block_of[key] = ++blocks
        block_title[block] = codes[rows] " " names[rows] (methods[rows] == "" ? "" : " to " methods[rows]) \
            (kind == "" ? "" : ", " kind)
        block_frame[block] = frame
    }
    block = block_of[key]
    block_count[block]++
    count_text(block, "source", source)
    count_text(block, "hint", hint)
    count_text(block, "description", description)
    for (i = 1; i <= explained; i++) {
        count_text(block, "explanation", explanations[i])
    }
}

# ---- The table

function plan_table(    left, both) {
    left = width - widest["frame"] - widest["time"] - widest["method"] - widest["code"] - 5 * GAP
    both = widest["source"] + widest["destination"] + 3
    briefs_below = width > 0 && both + widest["name"] + (widest["briefs"] ? GAP + widest["briefs"] : 0) > left
    if (!briefs_below) {
        return
    }
    # The code tells as much as the name, so that is cut first.
    widest["name"] = shrunk(widest["name"], left - both, 12)
    both = shrunk(both, left - widest["name"], 33)
    widest["name"] = shrunk(widest["name"], left - both, 4)
    both = shrunk(both, left - widest["name"], 17) - 3
    widest["source"] = at_most(widest["source"], at_least(both - widest["destination"], int(both / 2)))
    widest["destination"] = at_most(widest["destination"], both - widest["source"])
}

# The columns where there is room for so many, but not less than "least", unless it has less already.
function shrunk(columns, room, least) { return at_most(columns, at_least(room, least)) }

function at_least(number, limit) { return number < limit ? limit : number }
function at_most(number, limit) { return number > limit ? limit : number }

# Appends a cell to the line as far as the terminal is wide.
function add(text, columns, style, gap) {
    if (width > 0) {
        columns = at_most(columns, room)
        text = cut(text, columns)
        room -= columns + gap
    }
    if (columns > 0) {
        line = line painted(text, style) blanks(columns - columns_of(text) + gap)
    }
}

function addresses(from, to) {
    if (from == "" && to == "") {
        return ""
    }
    return padded(cut_address(from, widest["source"]), widest["source"]) " > " cut_address(to, widest["destination"])
}

function print_row(cell_frame, cell_time, cell_addresses, cell_method, cell_code, cell_name, cell_briefs,
        style, code_style, briefs_style) {
    line = ""
    room = width
    add(blanks(widest["frame"] - length(cell_frame)) cell_frame, widest["frame"], style, GAP)
    add(blanks(widest["time"] - length(cell_time)) cell_time, widest["time"], style, GAP)
    add(cell_addresses, widest["source"] + widest["destination"] + 3, style, GAP)
    add(cell_method, widest["method"], style, GAP)
    add(cell_code, widest["code"], code_style, GAP)
    add(cell_name, widest["name"], code_style, GAP)
    if (!briefs_below) {
        add(cell_briefs, widest["briefs"], briefs_style, 0)
    }
    sub(/ +$/, "", line)
    print line
}

function style_of(row,    first) {
    first = substr(codes[row], 1, 1)
    return failures[row] ? RED : first == "2" ? GREEN : first == "1" ? "" : YELLOW
}

function print_table(    row) {
    plan_table()
    print_row("frame", "time", padded("source", widest["source"]) " > destination", "method", "code", "name", "findings",
        BOLD, BOLD, BOLD)
    for (row = 1; row <= rows; row++) {
        print_row(frames[row], times[row], addresses(sources[row], destinations[row]), methods[row], codes[row], names[row],
            briefs[row], "", style_of(row), YELLOW)
        if (briefs_below && briefs[row] != "") {
            print_folded(blanks(at_most(widest["frame"] + widest["time"] + 2 * GAP, 20)), briefs[row], width, YELLOW)
        }
    }
}

# ---- The blocks

function times_in_words(count) { return count == 1 ? "once" : count " times" }

# Moves the most frequent of the texts to the front, as many as are shown; of equals, the first seen stays first.
function rank_texts(block, what,    shown, i, best) {
    for (shown = 1; shown <= MOST_TEXTS && shown <= texts[block, what]; shown++) {
        best = 0
        for (i = 1; i <= texts[block, what]; i++) {
            if (!((block, what, i) in ranked) && (!best || text_count[block, what, i] > text_count[block, what, best])) {
                best = i
            }
        }
        ranked[block, what, best] = 1
        rank[block, what, shown] = best
    }
}

function labelled(text) { return "  " padded(text, 13) }

function seen(count, first) { return times_in_words(count) ", first in frame " first }

function print_explanations(block,    i, number) {
    rank_texts(block, "explanation")
    for (i = 1; i <= texts[block, "explanation"] && i <= MOST_TEXTS; i++) {
        number = rank[block, "explanation", i]
        print_folded(labelled(i == 1 ? "Sender says:" : ""), text_of[block, "explanation", number] \
            (block_count[block] > 1 ? ", " seen(text_count[block, "explanation", number], text_frame[block, "explanation", number]) : ""),
            fold)
    }
    if (texts[block, "explanation"] > MOST_TEXTS) {
        print_folded(labelled(""), "and " texts[block, "explanation"] - MOST_TEXTS " others: field sipcodes.explanation", fold)
    }
}

# A hint for a special case stands in front of the code's own. Where that is there by itself too, it need not be read twice.
function without_other_hint(block, number,    i, text, other, start) {
    text = text_of[block, "hint", number]
    for (i = 1; i <= texts[block, "hint"]; i++) {
        other = " " text_of[block, "hint", i]
        start = length(text) - length(other)
        if (start > 0 && substr(text, start + 1) == other) {
            return substr(text, 1, start) " (And as in frame " text_frame[block, "hint", i] ".)"
        }
    }
    return text
}

function print_hints(block,    i, number, shown) {
    rank_texts(block, "hint")
    shown = at_most(texts[block, "hint"], MOST_TEXTS)
    for (i = 1; i <= shown; i++) {
        number = rank[block, "hint", i]
        print_folded(labelled("Hint:"), (shown > 1 ? "(" seen(text_count[block, "hint", number], text_frame[block, "hint", number]) ") " \
            without_other_hint(block, number) : text_of[block, "hint", number]), fold)
    }
}

function print_descriptions(block,    i) {
    for (i = 1; i <= texts[block, "description"]; i++) {
        print_folded(labelled("Description:"), text_of[block, "description", i], fold)
    }
}

function senders(block,    i, number, text) {
    rank_texts(block, "source")
    for (i = 1; i <= texts[block, "source"] && i <= MOST_SENDERS; i++) {
        number = rank[block, "source", i]
        text = text (i == 1 ? ", from " : ", ") text_of[block, "source", number] \
            (texts[block, "source"] > 1 ? " (" text_count[block, "source", number] ")" : "")
    }
    return text (texts[block, "source"] > MOST_SENDERS ? " and " texts[block, "source"] - MOST_SENDERS " others" : "")
}

function print_block(block) {
    print ""
    print_folded("", block_title[block] ": " times_in_words(block_count[block]) \
        (block_count[block] > 1 ? ", first in frame " : ", in frame ") block_frame[block] senders(block), fold, BOLD ";" RED)
    print_explanations(block)
    print_hints(block)
    print_descriptions(block)
}

# The most frequent first; of equals, the first seen.
function print_blocks(    i, printed, best, done) {
    for (printed = 0; printed < blocks; printed++) {
        best = 0
        for (i = 1; i <= blocks; i++) {
            if (!(i in done) && (!best || block_count[i] > block_count[best])) {
                best = i
            }
        }
        done[best] = 1
        print_block(best)
    }
    if (blocks_left_out) {
        print ""
        print_folded("", "and " blocks_left_out " responses with other failing codes and methods: see the report", fold)
    }
}

# ---- The whole

BEGIN {
    for (number = 1; number < 256; number++) {
        byte[sprintf("%c", number)] = number
    }
    BOLD = "1"; RED = "31"; GREEN = "32"; YELLOW = "33"
    GAP = 2
    MOST_TEXTS = 8
    MOST_SENDERS = 4
    MOST_BLOCKS = 500
    # Of one text: a header field can be as long as its sender likes.
    MOST_BYTES = 4000
    MOST_COLUMNS = 600
    fold = fold ? fold : 80
    split("frame time source destination method code name", titles, " ")
    for (number = 1; number in titles; number++) {
        widest[titles[number]] = length(titles[number])
    }
}

behind { if ("REST" in ENVIRON) print > ENVIRON["REST"]; next }
/^<\/pdml>/ { behind = 1 }
/<field name="frame\.time_relative"/ { time = seconds(value()) }
/<field name="frame\.number"/ { frame = value() }
/<packet>/ { end_response(); source = destination = "" }
# Of a tunnel, the innermost stand last.
/<field name="(ip\.|ipv6\.|exported_pdu\.ipv[46]_)src"/ { if (!in_response) source = value() }
/<field name="(ip\.|ipv6\.|exported_pdu\.ipv[46]_)dst"/ { if (!in_response) destination = value() }
/<(proto|field) name="sipcodes"/ { begin_response() }
/<field name="sipcodes\.method"/ { methods[rows] = cut(value(), 16) }
/<field name="sipcodes\.code"/ { codes[rows] = sprintf("%03d", value()) }
/<field name="sipcodes\.name"/ { names[rows] = value() }
/<field name="sipcodes\.failure"/ { failures[rows] = value() ~ /^(1|True)$/ }
/<field name="sipcodes\.fragment"/ { kind = "in a fragment" }
/<field name="sipcodes\.quoted"/ { kind = "quoted in an ICMP error" }
/<field name="sipcodes\.hint"/ { hint = value() }
/<field name="sipcodes\.description"/ { description = value() }
/<field name="sipcodes\.explanation"/ {
    said_in = label()
    sub(/^Explanation in /, "", said_in)
    explanations[++explained] = "\"" cut(value(), MOST_COLUMNS) "\" in " said_in
}
/<field name="sipcodes\.brief"/ { briefs[rows] = briefs[rows] (briefs[rows] == "" ? "" : ", ") value() }

END {
    end_response()
    if (rows == 0) {
        exit
    }
    print_table()
    if (blocks == 0) {
        print ""
        print_folded("", "No failing code in this capture. 401, 407 and 487 alone are not counted as failures.", fold)
    }
    print_blocks()
}
