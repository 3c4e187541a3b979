-- postdissector.lua: what a user without the plugin would write
--
-- SPDX-License-Identifier: GPL-2.0-or-later
--
--     tshark -X lua_script:tests/bench/postdissector.lua -X lua_script1:plugin/core/codes.def -r capture.pcapng
--
-- Does what the core of the plugin does: code, name, class and whether the code is unknown. The names come from the
-- plugin's own table, so that both know the same codes.

local table_of_codes = ...
assert(table_of_codes, "give codes.def with -X lua_script1:")

local names = {}
for line in io.lines(table_of_codes) do
    local code, name = line:match('^CODE%((%d+),%s*[%w_]+,%s*"([^"]*)"')
    if code then
        names[tonumber(code)] = name
    end
end
assert(next(names), "no line of the table could be read")

local class_names = {
    "Provisional", "Successful", "Redirection", "Client Failure", "Server Failure", "Global Failure"
}

local protocol = Proto("sipcodes_lua", "SIP Response Codes (Lua)")
local field_code = ProtoField.uint16("sipcodes_lua.code", "Code", base.DEC)
local field_name = ProtoField.string("sipcodes_lua.name", "Name")
local field_class = ProtoField.uint8("sipcodes_lua.class", "Class", base.DEC, class_names)
local field_unknown = ProtoField.bool("sipcodes_lua.unknown", "Unknown")
protocol.fields = { field_code, field_name, field_class, field_unknown }

local status_codes = Field.new("sip.Status-Code")

function protocol.dissector(buffer, packet, tree)
    for _, status_code in ipairs({ status_codes() }) do
        local code = status_code.value
        local class = math.floor(code / 100)
        local name = names[code]
        local subtree = tree:add(protocol, status_code.range)

        subtree:add(field_code, status_code.range, code):set_generated()
        if name then
            subtree:add(field_name, status_code.range, name):set_generated()
        end
        if class_names[class] then
            subtree:add(field_class, status_code.range, class):set_generated()
        end
        subtree:add(field_unknown, status_code.range, name == nil):set_generated()
    end
end

register_postdissector(protocol)
