"""Puts the apps of an account that run no dyno into maintenance, so that their visitors see why."""

import heroics_py


def quiet_apps(heroku: heroics_py.Client) -> list[str]:
    """Return the names of the apps without a dyno, in the order of the account's list."""
    return [app.name for app in heroku.app.list() if not heroku.dyno.list(app.name)]


def announce(heroku: heroics_py.Client) -> list[str]:
    """Put quiet apps into maintenance, and return their names; one that was deleted a moment ago is left out."""
    names = []
    for name in quiet_apps(heroku):
        try:
            heroku.app.update(name, maintenance=True)
        except heroics_py.NotFound:
            continue
        names.append(name)
    return names


if __name__ == "__main__":
    with heroics_py.connect() as heroku:  # the key comes from HEROKU_API_KEY or netrc
        print(*announce(heroku), sep="\n")
