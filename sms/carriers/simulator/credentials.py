"""The simulated account's secrets, made once and kept in the state directory: keys, certificate, ids."""

import json
import secrets
import uuid
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


@dataclass(frozen=True, slots=True)
class Account:
    """The account at the simulated carrier, as its customer would find it in the dashboard."""

    api_key: str
    api_secret: str
    signature_secret: str
    application_id: str


def account(directory: Path, api_key: str, api_secret: str, signature_secret: str) -> Account:
    """The account kept in `directory`, made when there is none; what is given here wins over what is
    kept."""
    kept = directory / "account.json"
    if kept.exists():
        found = Account(**json.loads(kept.read_text()))
    else:
        found = Account(secrets.token_hex(4), secrets.token_urlsafe(12), secrets.token_hex(24), str(uuid.uuid4()))
    given = {"api_key": api_key, "api_secret": api_secret, "signature_secret": signature_secret}
    found = replace(found, **{key: value for key, value in given.items() if value})
    _keep(kept, json.dumps(asdict(found)).encode())
    return found


def new_key_pair() -> tuple[str, str]:
    """An application's RSA key pair as PEM: private (PKCS#8), public."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return private, public


def application_key(path: Path) -> str:
    """The public key (PEM) of the application whose private key is kept at `path`, made when there is
    none."""
    if not path.exists():
        private, public = new_key_pair()
        _keep(path, private.encode())
        return public
    key = load_pem_private_key(path.read_bytes(), password=None)
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def certificate(path: Path, key_path: Path) -> None:
    """A certificate for 127.0.0.1 and localhost that vouches for itself, made when there is none."""
    if path.exists() and key_path.exists():
        return
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Simulated carrier on this machine")])
    public = key.public_key()
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    usage = x509.KeyUsage(True, False, False, False, False, True, False, False, False)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime.now(UTC) + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    _keep(key_path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    _keep(path, made.public_bytes(Encoding.PEM))


def _keep(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    draft = path.with_name(path.name + ".new")
    draft.touch(mode=0o600)
    draft.write_bytes(content)
    draft.replace(path)
