"""What config.yaml of The Littlest JupyterHub cannot say: see littlest.yaml."""

COURSE = "/opt/sentiment-lab"

c = get_config()  # noqa: F821
# It makes the user's copy of the course, and then starts the server.
c.Spawner.cmd = [f"{COURSE}/deploy/jupyterhub/start-user.sh", "jupyterhub-singleuser"]
c.Spawner.notebook_dir = "~/sentiment-lab"
c.Spawner.default_url = "/lab/tree/notebooks/01-start.ipynb"
c.Spawner.http_timeout = 300  # seconds: on a slow disk, a first login copies for longer than 30
c.Spawner.environment = {
    "SENTIMENT_COURSE": COURSE,
    "JUPYTER_PATH": f"{COURSE}/.venv/share/jupyter",
    "FAST_LSTM_THREADS": "2",
}
