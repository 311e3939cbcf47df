"""JupyterHub on one machine for trying, NOT for a class: see docs/grading.md, "JupyterHub".

Everybody may log in with one password, and all users are the same system user, so they can read and
change each other's files.

    pip install jupyterhub jupyterlab && npm install -g configurable-http-proxy
    COURSE=/srv/sentiment-lab USERS=/srv/course PASSWORD=... jupyterhub --config deploy/jupyterhub/local.py
"""

import os

c = get_config()  # noqa: F821
users = os.environ["USERS"]
c.JupyterHub.bind_url = "http://127.0.0.1:8000"
c.JupyterHub.spawner_class = "simple"  # one system user for all
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = os.environ["PASSWORD"]
c.Authenticator.allow_all = True
c.SimpleLocalProcessSpawner.home_dir_template = users + "/{username}"
c.Spawner.notebook_dir = users + "/{username}/sentiment-lab"
c.Spawner.default_url = "/lab/tree/notebooks/01-start.ipynb"
c.Spawner.args = ["--allow-root"]  # only if JupyterHub runs as root
c.Spawner.environment = {"JUPYTER_PATH": os.environ["COURSE"] + "/.venv/share/jupyter"}
