"""Bayesian optimization of a system by Optuna: see docs/tune.md. Run it in a clone of the repository.

    pip install optuna && python deploy/optuna_search.py
"""

import json
import subprocess

import optuna

FLAGS = ["--model", "simple", "--train_steps", "300"]


def loss(trial):
    given = {
        "learning_rate": trial.suggest_float("learning_rate", 1e-4, 1e-1, log=True),
        "hidden_size": trial.suggest_categorical("hidden_size", [32, 64, 128]),
    }
    flags = [text for name, value in given.items() for text in (f"--{name}", str(value))]
    command = ["npm", "run", "-s", "train", "--", *FLAGS, *flags, "--json"]
    lines = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    events = [json.loads(line) for line in lines]
    return min(event["loss"] for event in events if event["event"] == "validation")


study = optuna.create_study(storage="sqlite:///tuning.db", study_name="simple", load_if_exists=True)
study.optimize(loss, n_trials=20)
print(study.best_params, study.best_value)
