"""A library in Django REST framework, described by drf-spectacular: view sets, token login, pages, uploads."""

import sys
import tempfile
from pathlib import Path
from wsgiref.simple_server import make_server

import django
from django.conf import settings

folder = Path(tempfile.mkdtemp())
settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "db.sqlite3"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "rest_framework",
        "rest_framework.authtoken",
        "drf_spectacular",
    ],
    MEDIA_ROOT=folder,
    REST_FRAMEWORK={
        "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
        "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"],
        "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
        "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
        "PAGE_SIZE": 2,
    },
    ROOT_URLCONF=__name__,
    SECRET_KEY="only for this test",
    SPECTACULAR_SETTINGS={"TITLE": "Library", "VERSION": "1.0", "COMPONENT_SPLIT_REQUEST": True},
    USE_TZ=True,
)
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.urls import include, path  # noqa: E402
from drf_spectacular.views import SpectacularAPIView  # noqa: E402
from rest_framework import permissions, routers, serializers, viewsets  # noqa: E402
from rest_framework.authtoken.views import obtain_auth_token  # noqa: E402
from rest_framework.decorators import action  # noqa: E402
from rest_framework.response import Response  # noqa: E402


class Author(models.Model):
    name = models.CharField(max_length=50, unique=True)

    class Meta:
        app_label = "library"

    def __str__(self):
        return self.name


class Book(models.Model):
    class Kind(models.TextChoices):
        NOVEL = "novel"
        ESSAY = "essay"

    title = models.CharField(max_length=50)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.NOVEL)
    author = models.ForeignKey(Author, on_delete=models.CASCADE)
    cover = models.FileField(upload_to="covers", null=True, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "library"

    def __str__(self):
        return self.title


class AuthorSerializer(serializers.ModelSerializer):
    class Meta:
        model = Author
        fields = ("id", "name")


class BookSerializer(serializers.ModelSerializer):
    class Meta:
        model = Book
        fields = ("id", "title", "kind", "author", "cover", "added_at")


class AuthorViewSet(viewsets.ModelViewSet):
    queryset = Author.objects.order_by("id")
    serializer_class = AuthorSerializer


class BookViewSet(viewsets.ModelViewSet):
    queryset = Book.objects.order_by("id")
    serializer_class = BookSerializer

    @action(detail=True, methods=["post"])
    def lend(self, request, pk=None):
        return Response({"lent": self.get_object().title})


router = routers.DefaultRouter()
router.register("authors", AuthorViewSet)
router.register("books", BookViewSet)
urlpatterns = [
    path("api/", include(router.urls)),
    path("api/login/", obtain_auth_token),
    path(
        "api/schema/", SpectacularAPIView.as_view(permission_classes=[permissions.AllowAny], authentication_classes=[])
    ),
]


def prepare():
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Author)
        editor.create_model(Book)
    User.objects.create_user("ada", password="open sesame")


if __name__ == "__main__":
    prepare()
    with make_server("127.0.0.1", int(sys.argv[1]), get_wsgi_application()) as server:
        server.serve_forever()
