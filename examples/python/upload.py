"""Uploads a file to Airlock, waits for the verdict, and downloads it again: python3 upload.py FILE [COPY]"""

import mimetypes
import os
import sys
import time

import requests

URL = os.environ["AIRLOCK_URL"]
api = requests.Session()
api.headers["Authorization"] = f"Bearer {os.environ['AIRLOCK_API_KEY']}"
api.hooks["response"].append(lambda answer, **_: refuse(answer))


class Refused(Exception):
    """What Airlock says in words, with its stable code and the id of the request."""


def refuse(answer):
    if answer.ok:
        return
    problem = answer.json()
    raise Refused(f"{problem['detail']} ({problem['code']}, request {problem['request_id']})")


def upload(path, bucket="assets", **metadata):
    """Sends a file straight to the store, never through memory, and returns the upload."""
    created = api.post(
        f"{URL}/v1/buckets/{bucket}/uploads",
        json={
            "filename": os.path.basename(path),
            "content_type": mimetypes.guess_type(path)[0] or "application/octet-stream",
            "file_size_bytes": os.path.getsize(path),
            "method": "PUT",
            "skip_duplicates": False,
            "metadata": metadata,
        },
        timeout=30,
    ).json()
    with open(path, "rb") as file:
        # Not by the session: the key stays with Airlock. The headers are signed: send them as they are.
        sent = requests.put(created["presigned_url"], data=file, headers=created["headers"], timeout=300)
    sent.raise_for_status()
    # Optional: Airlock finds the bytes by itself within a minute.
    return api.post(f"{URL}/v1/uploads/{created['upload_id']}/confirm", json={}, timeout=30).json()


def wait(upload_id, seconds=600):
    """The upload once it is decided. A rejected one raises Refused with the reason."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = api.get(f"{URL}/v1/uploads/{upload_id}", timeout=30).json()
        if found["status"].startswith("COMPLETED"):
            return found
        if found["status"] in ("FAILED", "CANCELED"):
            raise Refused(f"{found['filename']} was not accepted: {found['status_reason']}")
        time.sleep(0.25)
    raise TimeoutError(f"There is no verdict on {upload_id} yet. Ask again later.")


def download(upload_id, path):
    """Writes the bytes of an admitted file, a piece at a time."""
    link = api.get(f"{URL}/v1/uploads/{upload_id}/download-url", timeout=30).json()["download_url"]
    with requests.get(link, stream=True, timeout=300) as answer, open(path, "xb") as file:
        answer.raise_for_status()
        for piece in answer.iter_content(1024 * 1024):
            file.write(piece)


if __name__ == "__main__":
    try:
        admitted = wait(upload(sys.argv[1], source="upload.py")["upload_id"])
        print(admitted["upload_id"], admitted["status"], admitted["file_hash"])
        if len(sys.argv) > 2:
            download(admitted["upload_id"], sys.argv[2])
    except Refused as refused:
        sys.exit(str(refused))
