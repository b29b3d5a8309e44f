"""Things in Django REST framework, in each of its three paginations and with a filter, described by drf-spectacular."""

import sys
import tempfile
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": Path(tempfile.mkdtemp()) / "db.sqlite3"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "rest_framework", "drf_spectacular"],
    REST_FRAMEWORK={
        "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_PERMISSION_CLASSES": [],
        "UNAUTHENTICATED_USER": None,
    },
    ROOT_URLCONF=__name__,
    SECRET_KEY="only for this test",
    SPECTACULAR_SETTINGS={"TITLE": "Things", "VERSION": "1.0"},
    USE_TZ=True,
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.urls import include, path  # noqa: E402
from drf_spectacular.utils import OpenApiParameter, extend_schema  # noqa: E402
from drf_spectacular.views import SpectacularAPIView  # noqa: E402
from rest_framework import pagination, routers, serializers, viewsets  # noqa: E402

COUNT = 123


class Thing(models.Model):
    name = models.CharField(max_length=50)
    colour = models.CharField(max_length=10)

    class Meta:
        app_label = "things"

    def __str__(self):
        return self.name


class ThingSerializer(serializers.ModelSerializer):
    class Meta:
        model = Thing
        fields = ("id", "name", "colour")


class Numbered(pagination.PageNumberPagination):
    page_size = 10
    page_size_query_param = "page_size"


class Counted(pagination.LimitOffsetPagination):
    default_limit = 10


class Pointed(pagination.CursorPagination):
    page_size = 10
    page_size_query_param = "page_size"
    ordering = "id"


@extend_schema(parameters=[OpenApiParameter("colour", str)])
class Things(viewsets.ReadOnlyModelViewSet):
    serializer_class = ThingSerializer
    queryset = Thing.objects.order_by("id")

    def filter_queryset(self, queryset):
        colour = self.request.query_params.get("colour")
        return queryset.filter(colour=colour) if colour else queryset


router = routers.DefaultRouter()
for name, pager in (("numbered", Numbered), ("counted", Counted), ("pointed", Pointed)):
    router.register(name, type(name.title(), (Things,), {"pagination_class": pager}), basename=name)
urlpatterns = [path("api/", include(router.urls)), path("api/schema/", SpectacularAPIView.as_view())]


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        """Write nothing."""


if __name__ == "__main__":
    with connection.schema_editor() as editor:
        editor.create_model(Thing)
    Thing.objects.bulk_create(
        Thing(name=f"thing {number}", colour=("red", "green", "blue")[number % 3]) for number in range(COUNT)
    )
    with make_server("127.0.0.1", int(sys.argv[1]), get_wsgi_application(), handler_class=Quiet) as server:
        server.serve_forever()
