"""An authorization server by django-oauth-toolkit, which checks what it receives, and an API behind it.

Everybody who opens a page is logged in, as ada. POST /revoke ends all access tokens.
"""

import os
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings

os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"  # loopback has no TLS
settings.configure(
    ALLOWED_HOSTS=["*"],
    AUTH_USER_MODEL="auth.User",
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": Path(tempfile.mkdtemp()) / "db.sqlite3",
            "OPTIONS": {"timeout": 20},
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "oauth2_provider"],
    MIDDLEWARE=["__main__.everybody_is_ada"],
    OAUTH2_PROVIDER={
        "SCOPES": {"read": "read orders", "write": "write orders"},
        "PKCE_REQUIRED": True,
        "REFRESH_TOKEN_REUSE_PROTECTION": True,
        "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
        "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
        "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
        "ALLOWED_REDIRECT_URI_SCHEMES": ["http"],
        "OAUTH_DEVICE_VERIFICATION_URI": "http://127.0.0.1/device/",
        "DEVICE_FLOW_INTERVAL": 1,
    },
    ROOT_URLCONF=__name__,
    SECRET_KEY="only for this test",
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    USE_TZ=True,
)
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.urls import include, path  # noqa: E402
from django.utils import timezone  # noqa: E402
from oauth2_provider.models import AccessToken, Application  # noqa: E402
from oauth2_provider.oauth2_backends import get_oauthlib_core  # noqa: E402


def everybody_is_ada(respond):
    def handle(request):
        if not request.path.startswith("/api/"):
            request.user = get_user_model().objects.get(username="ada")
        request._dont_enforce_csrf_checks = True
        return respond(request)

    return handle


def me(request):
    is_valid, told = get_oauthlib_core().verify_request(request, scopes=["read"])
    if not is_valid:
        response = JsonResponse({"message": "who are you?"}, status=401)
        response["WWW-Authenticate"] = 'Bearer error="invalid_token"'
        return response
    return JsonResponse(
        {"name": told.user.username if told.user else told.client.name, "scope": told.access_token.scope}
    )


def revoke(_):
    AccessToken.objects.update(expires=timezone.now() - timedelta(hours=1))
    return JsonResponse({})


def document(request):
    url = request.build_absolute_uri("/")
    flow = {"tokenUrl": f"{url}token/", "scopes": {}}
    flows = {"clientCredentials": flow, "authorizationCode": {**flow, "authorizationUrl": f"{url}authorize/"}}
    operation = {"operationId": "me.info", "tags": ["me"], "responses": {"200": {"description": "who"}}}
    return JsonResponse(
        {
            "openapi": "3.1.0",
            "info": {"title": "Shop", "version": "1"},
            "servers": [{"url": f"{url}api"}],
            "paths": {"/me": {"get": operation}},
            "components": {"securitySchemes": {"login": {"type": "oauth2", "flows": flows}}},
            "security": [{"login": ["read"]}],
        }
    )


urlpatterns = [
    path("api/me", me),
    path("revoke", revoke),
    path("openapi.json", document),
    path("", include("oauth2_provider.urls")),
]

APPLICATIONS = {
    "program": ("confidential", "client-credentials"),
    "shop": ("public", "authorization-code"),
    "tv": ("public", "urn:ietf:params:oauth:grant-type:device_code"),
}


def create_applications():
    get_user_model().objects.create_user("ada")
    for name, (kind, grant) in APPLICATIONS.items():
        Application.objects.create(
            name=name,
            client_id=name,
            client_secret="for-this-test" if kind == "confidential" else "",
            client_type=kind,
            authorization_grant_type=grant,
            redirect_uris="http://127.0.0.1/callback" if name == "shop" else "",
            skip_authorization=True,
        )


class Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        """Write nothing."""


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    create_applications()
    port = int(sys.argv[1])
    with make_server("127.0.0.1", port, get_wsgi_application(), server_class=Threaded, handler_class=Quiet) as server:
        server.serve_forever()
