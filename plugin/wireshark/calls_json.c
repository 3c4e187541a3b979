/* calls_json.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "calls_json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../core/ratios.h"
#include "calls_text.h"
#include "json_members.h"
#include "place.h"

static void put_time(json_dumper *json, const char *name, int64_t value)
{
    if (value == CALL_TIME_UNKNOWN) {
        json_null(json, name);
    } else {
        json_signed(json, name, value);
    }
}

static void put_domain(json_dumper *json, const char *party)
{
    char *domain = calls_domain(party);

    json_text(json, "domain", domain);
    g_free(domain);
}

static void put_ratios(json_dumper *json, const tally *counted)
{
    json_dumper_set_member_name(json, "ratios");
    json_dumper_begin_object(json);
    for (int i = 0; i < RATIO_COUNT; i++) {
        if (counted->ratios[i].counted > 0 || counted->ratios[i].among > 0) {
            json_dumper_set_member_name(json, ratio_name((ratio_id)i));
            json_dumper_begin_array(json);
            json_dumper_value_anyf(json, "%" PRIu64, counted->ratios[i].counted);
            json_dumper_value_anyf(json, "%" PRIu64, counted->ratios[i].among);
            json_dumper_end_array(json);
        }
    }
    json_dumper_end_object(json);
}

static void put_delays(json_dumper *json, const tally *counted)
{
    json_dumper_set_member_name(json, "delays_ns");
    json_dumper_begin_object(json);
    for (int i = 0; i < DELAY_COUNT; i++) {
        if (counted->values[i] != NULL) {
            json_signed(json, delay_name((delay_id)i), g_array_index(counted->values[i], int64_t, 0));
        }
    }
    json_dumper_end_object(json);
}

static void put_counted(json_dumper *json, const call *one)
{
    tally counted;

    memset(&counted, 0, sizeof counted);
    tally_add(&counted, one);
    put_ratios(json, &counted);
    put_delays(json, &counted);
    tally_clear(&counted);
}

static void put_times(json_dumper *json, const call *one)
{
    put_time(json, "srd_ns", one->srd);
    put_time(json, "setup_time_ns", one->setup_time);
    put_time(json, "ring_time_ns", one->ring_time);
    put_time(json, "duration_ns", one->duration);
    put_time(json, "disconnect_delay_ns", one->disconnect_delay);
}

void calls_json_put(const call *one, const char *brief, const char *words)
{
    json_dumper json = { .output_file = stdout };
    char *maker = place_end_text(&one->made_by);

    json_dumper_begin_object(&json);
    json_text(&json, "kind", one->is_registration ? "registration" : "call");
    json_unsigned(&json, "number", one->number);
    json_unsigned(&json, "frame", one->frame);
    json_signed(&json, "time_ns", one->time);
    json_text(&json, "from", one->from);
    json_text(&json, "to", one->to);
    put_domain(&json, one->to);
    json_text(&json, "outcome", outcome_name(one->ended));
    json_unsigned(&json, "code", one->code);
    json_text(&json, "brief", brief);
    json_text(&json, "words", words);
    json_text(&json, "made_by", maker);
    json_unsigned(&json, "made_in", one->made_in != 0 ? one->made_in : one->final_frame);
    json_text(&json, "ended_by", calls_end(one));
    put_times(&json, one);
    put_counted(&json, one);
    json_dumper_end_object(&json);
    json_dumper_finish(&json);
    g_free(maker);
}
