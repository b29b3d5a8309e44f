"""Throttles that several workers share, so that together they keep to one rate limit.

The workers count their requests together: ``departed`` have been sent, and the outcome of ``ended`` is known. A
response that reports ``remaining`` belongs to a request that was sent when ``ended`` was at its ``mark``. The server
had counted those ``mark`` requests and this one; every other may still be on its way. So ``departed`` may rise to

    credit = remaining + mark + 1

whatever the order of the responses, and however many requests are in flight. Of two credits the larger one holds, as
each is a lower bound. If a later response contradicts it, others use the same limit, and the lower one holds.

Between responses the credit grows at ``rate``: the slope of ``remaining`` plus the requests sent so far. Strangers make
it flatter, so it is what is left for us. It grows by a few requests at most, then a response has to confirm it.

| state | the next request |
| --- | --- |
| new: no response yet | leaves alone; the others follow after its response, or after a second |
| silent: responses report no limit | leaves at once; after a 429, at the pace that the server kept up with before |
| plenty: the credit exceeds ``departed`` by the reserve | leaves at once; the last ones of a window are spread |
| low: it does not | leaves when the credit has grown |
| empty: nothing remains until a reset that is known | waits; then one request asks, and the others follow |
| unclear: nothing remains, and nothing more is known | one request asks after a pause, which doubles |
| closed: after a 429 | waits until its Retry-After has passed; then one request asks |

A request asks while one more than it remains, so a question that comes too early costs no 429: that is the reserve. It
grows with what strangers take between two responses. A 429 takes nothing, so its request is not counted.

The server's reset is in whole seconds, rounded up or down. It is taken as rounded down, until a response from the next
window comes earlier than that allows.

Workers wait in the order in which they asked, one place each, however many threads they have. A worker that is a second
late loses its place. A request in flight holds a lease; when the lease ends, so does the request. So a worker that dies
holds nothing back. All moments are on one clock, that of Redis or of the machine; no clock of a worker counts.

- `pool`: the state, and what happens when a request leaves and when its response arrives.
- `levels`, `waits`, `learning`: what the numbers mean; how long to wait; what a response says.
- `pool.lua`: the same in Redis. A test runs both through the same histories.
- `redis`, `files`: where the state is.
- `accounts`: whose requests share a limit.
- `arguments`: what ``connect(throttle=)`` takes.
"""
