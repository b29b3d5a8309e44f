"""A self-signed certificate for this machine, and for a host name that only a proxy resolves."""

import shlex
import ssl
import subprocess


def made_in(folder):
    """Return the path of a certificate, and a context of a server that has it."""
    trusted, key = folder / "certificate.pem", folder / "key.pem"
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1 "
        f"-addext subjectAltName=IP:127.0.0.1,DNS:shop.example -keyout {key} -out {trusted}"
    )
    subprocess.run(shlex.split(command), check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted, key)
    return str(trusted), context
