-- The functions of pool.py, levels.py, waits.py and learning.py, with the state in Redis.
--
-- Names and values are those of the modules, which explain them; test_redis_decides_as_python compares the decisions.
-- What is known (`Numbers` in levels.py) is the table n; what is unknown is nil. Change both sides together.
--
-- KEYS: the numbers (a hash), the leases, the places and the deadlines of those who wait (sorted sets).
-- ARGV: "depart", the moment, worker, lease, patience, anyway;
--    or "arrive", the moment, lease, born, number, mark, at, outcome, remaining, limit, reset, retry_after;
--    or "view", the moment.
-- An empty moment is that of Redis. Returns wait, field, born, number, mark, at, remaining, limit, retry_after.

local NUMBERS, LEASES, PLACES, DEADLINES = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local KEPT = 172800 -- seconds for which Redis keeps the keys after the last request
local INF = math.huge
local LONGEST_WAIT, LEASE, GRACE, IDLE = 1.0, 60.0, 1.0, 5.0
local LOW, UNCONFIRMED, DOUBLING, CAUTIOUS_DOUBLING, STEP, MOST_DOUBLINGS = 20.0, 2.0, 10.0, 40.0, 0.01, 20.0
local QUESTION, FIRST_ALONE, LONGEST_SPACING, NEXT_PLACE = 1.0, 1.0, 5.0, 0.02
local UNKNOWN_GROWTH, KNOWN_GROWTH, NEXT_LOOK, SHORTEST = 0.05, 0.25, 0.01, 0.001
local LONGEST_QUESTION, LARGEST_RESERVE, RESERVE_FADES, FULL, OLD_ANCHOR = 20.0, 10.0, 60.0, 0.9, 600.0
local SHORT_SLOPE, LONG_SLOPE, STEEP, NEW_SLOPE = 1.0, 5.0, 5.0, 0.3
local SHORTEST_QUESTION, SOONER = 0.05, 0.9
local ROUNDING, NEXT_WINDOW, PROOF, BELOW_PACE, SLOWER = 1.0, 1.5, 0.3, 0.99, 0.85

local now = tonumber(ARGV[2])
if not now then
    local time = redis.call("TIME")
    now = tonumber(time[1]) + tonumber(time[2]) / 1000000
end

local NAMES = {
    "born", "departed", "ended", "last_departure", "credit", "credit_at", "rate", "limit", "reserve", "anchor_at",
    "anchor_supply", "reset_early", "reset_late", "rounds_up", "closed_at", "closed_until", "pause", "places", "busy_at",
    "busy_ended", "measures", "pace", "pace_at", "slot", "is_sure",
}
local MOMENTS = {
    "born", "last_departure", "credit_at", "anchor_at", "reset_early", "reset_late", "closed_at", "closed_until",
    "busy_at", "pace_at", "slot",
}
local DAY, LARGEST = 86400.0, 1e15
local RANGES = { reserve = LARGEST_RESERVE, pause = LONGEST_QUESTION, rate = LARGEST, limit = LARGEST }

local n = {}
local fields = redis.call("HMGET", NUMBERS, unpack(NAMES))
for i = 1, #NAMES do
    n[NAMES[i]] = fields[i] and (tonumber(fields[i]) or INF) or nil
end

local function text(number)
    return string.format("%.17g", number)
end

-- levels.py

local function is_sound()
    for _, number in pairs(n) do
        if not (math.abs(number) <= LARGEST) then
            return false
        end
    end
    for _, name in ipairs(MOMENTS) do
        if n[name] and n[name] > now + 2.0 * DAY then
            return false
        end
    end
    for name, top in pairs(RANGES) do
        if n[name] and not (n[name] >= 0.0 and n[name] <= top) then
            return false
        end
    end
    return n.born and n.departed and n.ended
        and (not n.credit or (n.credit_at and n.limit and n.reserve))
        and (not n.pace or (n.is_sure and n.pace_at and n.slot and n.pace > 0.0))
        and (not n.anchor_at or n.anchor_supply)
        and (not n.measures or n.closed_until)
end

local function credit_at(moment)
    local growth = (n.rate or 0.0) * math.max(0.0, moment - n.credit_at)
    return n.credit + math.min(growth, UNCONFIRMED + n.reserve)
end

local function level_of()
    if not n.credit then
        return n.pace and 0.0 or INF
    end
    return math.min(credit_at(now) - n.departed, n.limit)
end

local function keeps_refilling()
    local rate, last = n.rate or 0.0, (n.reset_early or -INF) + ROUNDING
    if last <= now then
        return rate > 0.0
    end
    return rate * (last - now) >= 0.5 * (n.limit - math.max(0.0, n.credit - n.departed))
end

local function window_end()
    return (n.reset_early or -INF) + (n.rounds_up == 1.0 and 0.0 or ROUNDING)
end

local function pace_of()
    local quiet = math.max(0.0, now - n.pace_at)
    if n.is_sure < 1.0 then
        return n.pace * 2.0 ^ math.min(quiet / DOUBLING, MOST_DOUBLINGS)
    end
    return n.pace * (1.0 + STEP * (2.0 ^ math.min(quiet / CAUTIOUS_DOUBLING, MOST_DOUBLINGS) - 1.0))
end

-- waits.py

local function silent_wait(position)
    if n.pace then
        return math.max(0.0, n.slot + position / pace_of() - now)
    end
    local is_first = n.departed < 1.0 and position < 1.0
    if is_first or n.ended > 0.0 or now - n.born >= FIRST_ALONE then
        return 0.0
    end
    return NEXT_PLACE
end

local function spread_until(level, last)
    local early = n.reset_early or -INF
    if level >= LOW or early <= now or keeps_refilling() then
        return now
    end
    return last + math.min((early - last) / math.max(level, 1.0), LONGEST_SPACING)
end

local function question_at(level, last)
    if level >= 1.0 then
        local early = n.reset_early or -INF
        if last < early and not keeps_refilling() then
            return math.min(early, last + LONGEST_SPACING)
        end
        return last + QUESTION
    end
    local finish = window_end()
    if last < finish then
        return finish
    end
    return last + (n.pause or QUESTION)
end

local function growth_wait(missing, position, question)
    local rate = n.rate or 0.0
    local grown = keeps_refilling() and missing / rate or INF
    local look = rate > 0.0 and KNOWN_GROWTH or UNKNOWN_GROWTH
    return math.max(math.min(grown, question + position * look, look + position * NEXT_LOOK), SHORTEST)
end

local function wait_for(position)
    local last, closed = n.last_departure or -INF, n.closed_until or -INF
    if closed > now then
        return closed - now + position * NEXT_PLACE, "Retry-After"
    end
    if last < closed then
        return position * NEXT_PLACE, ""
    end
    if not n.credit then
        return silent_wait(position), ""
    end
    local level = level_of()
    local need = position + 1.0 + math.min(n.reserve, n.limit / 4.0)
    if level >= need then
        return math.max(0.0, spread_until(level, last) - now), ""
    end
    local question = question_at(level, last) - now
    if question <= 0.0 and position < 1.0 then
        return 0.0, ""
    end
    local finish = window_end()
    if level < 1.0 and finish > now and not keeps_refilling() then
        return finish - now + position * NEXT_PLACE, "RateLimit-Reset"
    end
    return growth_wait(need - level, position, math.max(question, 0.0)), ""
end

-- learning.py

local function close_pool(sent_at, reset, retry_after)
    local is_new = sent_at >= (n.closed_at or -INF)
    local wait = retry_after or reset or n.pause or QUESTION
    n.closed_until = math.max(n.closed_until or -INF, now + wait)
    n.pause = math.min(math.max(wait, QUESTION), LONGEST_QUESTION)
    if n.credit then
        n.credit, n.credit_at = n.departed, now
    end
    if not is_new then
        return
    end
    n.closed_at = now
    if n.credit then
        n.reserve = math.min(2.0 * n.reserve + 1.0, LARGEST_RESERVE)
        local early = n.reset_early or INF
        if early <= now and now < early + ROUNDING then
            n.rounds_up = 0.0
        end
    else
        n.measures = 1.0
        if n.pace then
            n.pace, n.pace_at = pace_of(), now
        end
    end
end

local function measure_pace()
    local finish = n.closed_until
    local answered = math.max(n.ended - (n.busy_ended or 0.0), 1.0)
    local measured = BELOW_PACE * answered / math.max(finish - (n.busy_at or -INF), 0.001)
    if n.pace then
        n.pace, n.is_sure = math.max(measured, SLOWER * n.pace), 1.0
    else
        n.pace, n.is_sure = measured, 0.0
    end
    n.pace_at, n.busy_at, n.slot = finish, finish, finish
    n.busy_ended = n.ended
    n.measures = 0.0
end

local function learn_pause(remaining)
    local pause = n.pause or QUESTION
    if remaining > 0.0 then
        n.pause = QUESTION
    elseif n.limit < 2.0 then
        n.pause = math.max(SOONER * pause, SHORTEST_QUESTION)
    else
        n.pause = math.min(2.0 * pause, LONGEST_QUESTION)
    end
end

local function learn_credit(number, mark, sent_at, remaining)
    local credit, departed = remaining + mark + 1.0, n.departed
    if not n.credit then
        n.credit, n.credit_at, n.reserve = credit, now, 1.0
        return
    end
    local grown, is_less = credit_at(now), false
    if sent_at >= n.credit_at then
        local taken = math.max(0.0, credit_at(sent_at) - remaining - departed)
        local fading = math.min(1.0, (now - n.credit_at) / RESERVE_FADES)
        local kept = 1.0 + (n.reserve - 1.0) * (1.0 - fading)
        n.reserve = math.min(math.max(kept, 1.0 + taken), LARGEST_RESERVE)
        is_less = remaining + 0.75 * departed + 0.25 * number < grown
    end
    if is_less or credit > grown then
        n.credit, n.credit_at = is_less and math.max(credit, remaining + number) or credit, now
    end
end

local function learn_rate(remaining, in_flight, sent_at, supply)
    local seconds = sent_at - (n.anchor_at or -INF)
    if seconds <= 0.0 then
        return
    end
    local is_full = remaining + in_flight >= FULL * n.limit
    local is_small = n.limit <= LOW and (n.reset_early or -INF) + ROUNDING <= sent_at
    if seconds > OLD_ANCHOR or (is_full and not is_small) then
        n.anchor_at, n.anchor_supply = sent_at, supply
        return
    end
    local grown = supply - n.anchor_supply
    if seconds < SHORT_SLOPE or (not is_full and grown < STEEP and seconds < LONG_SLOPE) then
        return
    end
    local slope = math.max(0.0, grown / seconds)
    local old = n.rate or 0.0
    if is_full then
        n.rate = math.max(old, slope)
    elseif n.rate then
        n.rate = old + NEW_SLOPE * (slope - old)
    else
        n.rate = slope
    end
    n.anchor_at, n.anchor_supply = sent_at, supply
end

local function learn_window(finish)
    local early, late = n.reset_early or -INF, n.reset_late or -INF
    if now < early + ROUNDING and finish <= early + NEXT_WINDOW then
        n.reset_early, n.reset_late = math.min(early, finish), math.max(late, finish)
        return
    end
    if early <= now and now < late - PROOF and not n.rounds_up then
        n.rounds_up = 1.0
    end
    n.reset_early, n.reset_late = finish, finish
end

local function report_remaining(number, mark, sent_at, remaining, reset)
    n.limit = math.max(n.limit or 1.0, remaining + 1.0)
    learn_credit(number, mark, sent_at, remaining)
    if (n.closed_at or -INF) <= sent_at then
        learn_pause(remaining)
    end
    learn_rate(remaining, number - mark, sent_at, remaining + number)
    if reset then
        learn_window(now + reset)
    end
end

-- pool.py

local function end_one()
    n.ended = n.ended + 1.0
    if n.credit and n.credit < n.ended then
        n.credit, n.credit_at = n.ended, now
    end
end

local function stop_waiting(worker)
    redis.call("ZREM", PLACES, worker)
    redis.call("ZREM", DEADLINES, worker)
end

local function prepare()
    if not n.born then
        n.born, n.departed, n.ended = now, 0.0, 0.0
    end
    -- One of the two may have been evicted, and a deadline is a few seconds away.
    redis.call("ZREMRANGEBYSCORE", DEADLINES, "(" .. text(now + LONGEST_WAIT + GRACE + 1.0), "+inf")
    if redis.call("ZCARD", PLACES) ~= redis.call("ZCARD", DEADLINES) then
        redis.call("ZINTERSTORE", PLACES, 2, PLACES, DEADLINES, "WEIGHTS", 1, 0)
        redis.call("EXPIRE", PLACES, KEPT)
    end
    local count = redis.call("ZREMRANGEBYSCORE", LEASES, "-inf", text(now))
    for _ = 1, count do
        end_one()
    end
    for _, worker in ipairs(redis.call("ZRANGEBYSCORE", DEADLINES, "-inf", text(now))) do
        stop_waiting(worker)
    end
end

local function leave(worker, lease)
    stop_waiting(worker)
    if n.measures == 1.0 and now >= n.closed_until then
        measure_pace()
    elseif now - (n.last_departure or -INF) > IDLE then
        n.busy_at, n.busy_ended = now, n.ended
    end
    n.departed = n.departed + 1.0
    n.last_departure = now
    redis.call("ZADD", LEASES, text(now + LEASE), lease)
    redis.call("EXPIRE", LEASES, KEPT)
    if not n.credit and n.pace then
        local distance = 1.0 / pace_of()
        n.slot = math.min(math.max(n.slot, now - 0.5 * distance) + distance, now + DAY)
    end
    return 0.0, "", n.born, n.departed, n.ended, now
end

local function depart(worker, lease, patience, anyway)
    prepare()
    local place = redis.call("ZSCORE", PLACES, worker)
    local position = redis.call("ZCOUNT", PLACES, "-inf", place and "(" .. place or "+inf")
    local wait, field = 0.0, ""
    if not anyway then
        wait, field = wait_for(position)
    end
    local is_late = wait > patience
    if wait <= 0.0 or (is_late and field == "" and level_of() >= position + 1.0) then
        return leave(worker, lease)
    end
    if is_late and field ~= "" then
        stop_waiting(worker)
        return wait, field, 0, 0, 0, 0
    end
    if not place then
        n.places = (n.places or 0.0) + 1.0
        redis.call("ZADD", PLACES, text(n.places), worker)
        redis.call("EXPIRE", PLACES, KEPT)
    end
    redis.call("ZADD", DEADLINES, text(now + math.min(wait, LONGEST_WAIT) + GRACE), worker)
    redis.call("EXPIRE", DEADLINES, KEPT)
    return wait, field, 0, 0, 0, 0
end

local function arrive(lease, born, number, mark, at, outcome, remaining, limit, reset, retry_after)
    prepare()
    local had_lease = redis.call("ZREM", LEASES, lease) == 1
    local is_refused = outcome == "refused"
    if had_lease and is_refused then
        n.departed = n.departed - 1.0
    elseif had_lease then
        end_one()
    end
    if outcome == "" then
        return
    end
    n.limit = limit or n.limit
    local is_ours = born == n.born
    if is_refused then
        close_pool(is_ours and at or now, reset, retry_after)
    elseif remaining and is_ours then
        report_remaining(number, mark, at, remaining, reset)
    end
end

local function view()
    local wait = (n.closed_until or -INF) - now
    local remaining = n.credit and text(math.floor(math.max(0.0, level_of()))) or ""
    local limit = n.credit and text(math.floor(n.limit)) or ""
    if wait > 0.0 then
        return "0", limit, text(wait)
    end
    return remaining, limit, ""
end

if not is_sound() then
    n = {}
    redis.call("DEL", NUMBERS)
end
local wait, field, born, number, mark, at = 0.0, "", 0.0, 0.0, 0.0, 0.0
if ARGV[1] == "depart" then
    wait, field, born, number, mark, at = depart(ARGV[3], ARGV[4], tonumber(ARGV[5]), ARGV[6] == "anyway")
elseif ARGV[1] == "arrive" then
    local given = {}
    for i = 4, 7 do
        given[i] = tonumber(ARGV[i])
    end
    arrive(ARGV[3], given[4], given[5], given[6], given[7], ARGV[8], tonumber(ARGV[9]), tonumber(ARGV[10]),
        tonumber(ARGV[11]), tonumber(ARGV[12]))
end
if ARGV[1] ~= "view" then
    local changed = {}
    for name, number in pairs(n) do
        changed[#changed + 1] = name
        changed[#changed + 1] = text(number)
    end
    redis.call("HSET", NUMBERS, unpack(changed))
    redis.call("EXPIRE", NUMBERS, KEPT)
end
local remaining, limit, retry_after = view()
return { text(wait), field, text(born), text(number), text(mark), text(at), remaining, limit, retry_after }
