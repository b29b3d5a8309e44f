"""An audit of many apps with one client in an event loop: a hundred calls at a time, within the rate limit.

For the real API, use ``heroics_py.connect_async()`` instead of ``heroics_py.sandbox_async()``.
"""

import asyncio
from collections import Counter

import heroics_py

STACKS = ("heroku-24", "heroku-22", "heroku-20")


async def main() -> None:
    async with heroics_py.sandbox_async() as heroku:
        fleet = [{"name": f"shop-{number}", "stack": STACKS[number % 3]} for number in range(30)]
        await heroics_py.gather_async(heroku.app.create, fleet)

        stacks = Counter([app.stack.name async for app in heroku.app.list()])
        print("stacks:", ", ".join(f"{name} {count}" for name, count in sorted(stacks.items())))

        apps = await heroku.app.list()
        await heroics_py.gather_async(heroku.dyno.create, [(app, {"command": "web"}) for app in apps], limit=10)
        dynos = await heroics_py.gather_async(heroku.dyno.list, apps)
        print("dynos:", sum([len(await each.to_list()) for each in dynos]))

        found = await heroics_py.gather_async(heroku.app.info, ["shop-1", "nowhere"], errors="collect")
        print("missing:", [error.message for error in found if isinstance(error, heroics_py.NotFound)])

        # The tools of asyncio take calls as well.
        async with asyncio.timeout(10):
            one, other = await asyncio.gather(heroku.app.info("shop-1"), heroku.app.info("shop-2"))
        print("both:", one.name, other.name)


if __name__ == "__main__":
    asyncio.run(main())
