"""What is to be made of a schema: a stub or a package, and whether the files on disk still say what the schema says."""

import os

from heroics_py.model.api import Api
from heroics_py.stubs.module import MARK as STUB_MARK
from heroics_py.stubs.module import stub_of
from heroics_py.stubs.package import MARK as PACKAGE_MARK
from heroics_py.stubs.package import package_files
from heroics_py.support.values import Value
from heroics_py.support.whole_files import write_whole

__all__ = ["StubJob"]


class StubJob(Value):
    """A stub or a package that follows a schema.

    Attributes:
        schema: a bundled name, a path or a URL.
        output: the path of the ``.pyi``, or of the folder of the package.
        is_package: whether it is a package.
        patches: the paths of what mends the schema before it is read.
        origins: from which documents may be fetched, to which the schema refers.
    """

    schema: str
    output: str
    is_package: bool = False
    patches: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()

    def read(self) -> Api:
        """Return the API that the schema describes.

        Raises:
            HeroicsError: the schema can't be read.
        """
        from heroics_py.client.schemas.api_reading import read

        return read(self.schema, patch=list(self.patches) or None, allow_refs=self.origins)

    def files(self, api: Api) -> dict[str, bytes]:
        """Return what the files are to hold, by path.

        Raises:
            ValueError: ``output`` can't be a stub, or a package.
        """
        self._check()
        if not self.is_package:
            return {self.output: stub_of(api).encode()}
        path = os.path.relpath(self.schema, self.output) if os.path.exists(self.schema) else self.schema
        files = package_files(api, self.schema, path)
        return {os.path.join(self.output, name): content for name, content in files.items()}

    def stale(self, api: Api) -> list[str]:
        """Return the paths of the files that are missing, or hold something else.

        Raises:
            ValueError: as `files` does.
        """
        return [path for path, content in self.files(api).items() if _content(path) != content]

    def write(self, api: Api) -> list[str]:
        """Write the files that are stale, and return their paths.

        Raises:
            ValueError: as `files` does; or a file is there that was not made so.
            OSError: a file can't be written.
        """
        files = self.files(api)
        stale = [path for path, content in files.items() if _content(path) != content]
        for path in (each for each in stale if each.endswith((".py", ".pyi"))):
            _refuse_foreign(path)
        for path in stale:
            _write(path, files[path])
        return stale

    def _check(self) -> None:
        name = os.path.basename(os.path.abspath(self.output))
        if self.is_package and not name.isidentifier():
            raise ValueError(
                f"{self.output!r} can't be imported: expected a folder with the name of a package: shop_api"
            )
        if not self.is_package and not name.endswith(".pyi"):
            raise ValueError(f"{self.output!r} is not the name of a stub: expected one that ends in .pyi")


def _content(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


def _refuse_foreign(path: str) -> None:
    known = _content(path)
    marks = (STUB_MARK.encode(), PACKAGE_MARK.encode())
    if known is not None and known.strip() and not known.startswith(marks):
        raise ValueError(f"{path!r} was not made by 'heroics stubs', and is left as it is: name another file")


def _write(path: str, content: bytes) -> None:
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    write_whole(path, content)
