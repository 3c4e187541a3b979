-- count-codes.lua: what a user without the plugin would write to get a table of response codes
--
-- SPDX-License-Identifier: GPL-2.0-or-later
--
--     tshark -q -X lua_script:tests/bench/count-codes.lua -r capture.pcapng
local code, method = Field.new("sip.Status-Code"), Field.new("sip.CSeq.method")
local tap = Listener.new("sip", "sip.Status-Code")
local counts = {}

function tap.packet()
    local codes, methods = { code() }, { method() }
    for i, one in ipairs(codes) do
        local key = tostring(one) .. " " .. tostring(methods[i] or "")
        counts[key] = (counts[key] or 0) + 1
    end
end

function tap.draw()
    for key, count in pairs(counts) do
        print(count, key)
    end
end
