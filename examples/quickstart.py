"""A quick start: apps on a sandbox that answers from the schema of the Heroku Platform API.

For the real API, use ``heroics_py.connect()`` instead of ``heroics_py.sandbox()``: it takes the key from the
environment variable HEROKU_API_KEY or from netrc.
"""

import heroics_py


def main() -> None:
    with heroics_py.sandbox() as heroku:
        app = heroku.app.create(name="example", region="eu")
        print(f"created {app.name} at {app.web_url}")

        heroku.config_var.update(app, {"LOG_LEVEL": "debug"})
        print("config vars:", dict(heroku.config_var.info(app)))

        for number in range(1, 4):
            heroku.app.create(name=f"shop-{number}")
        print("apps:", ", ".join(app.name for app in heroku.app.list()))

        try:
            heroku.app.create(name="No Capitals, No Blanks")
        except heroics_py.ValidationError as error:
            print("not sent:", error.problems[0])

        try:
            heroku.app.info("nowhere")
        except heroics_py.NotFound as error:
            print("the API says:", error.message)

        heroku.app.delete(app)
        print("left:", len(heroku.app.list()), "apps")


if __name__ == "__main__":
    main()
