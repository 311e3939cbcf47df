"""JupyterHub on one machine for trying, NOT for a class.

Everybody may log in with one password, and all users are the same system user, so they can read and
change each other's files. COURSE is a copy of the course after `npm run setup`. USERS is a folder, in
which each user gets a copy at the first start (start-user.sh).

    pip install jupyterhub jupyterlab && npm install -g configurable-http-proxy
    COURSE=/srv/sentiment-lab USERS=/srv/course PASSWORD=... jupyterhub --config deploy/jupyterhub/local.py
"""

import os

c = get_config()  # noqa: F821
course = os.environ["COURSE"]
home = os.environ["USERS"] + "/{username}"
c.JupyterHub.bind_url = "http://127.0.0.1:8000"
c.JupyterHub.spawner_class = "simple"  # one system user for all
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = os.environ["PASSWORD"]
c.Authenticator.allow_all = True
c.SimpleLocalProcessSpawner.home_dir_template = home
c.Spawner.cmd = [course + "/deploy/jupyterhub/start-user.sh", "jupyterhub-singleuser"]
c.Spawner.notebook_dir = home + "/sentiment-lab"
c.Spawner.default_url = "/lab/tree/notebooks/01-start.ipynb"
c.Spawner.args = ["--allow-root"]  # only if JupyterHub runs as root
c.Spawner.environment = {"SENTIMENT_COURSE": course, "JUPYTER_PATH": course + "/.venv/share/jupyter"}
