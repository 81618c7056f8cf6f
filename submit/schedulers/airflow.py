"""Twinlake under Airflow 2.6 or later of 2.x: replicate, then validate, every 15 minutes, without overlap.

Copy to the DAGs folder of the Airflow at the secondary (it pulls) and set the three values. In the on-demand topology the primary's
Airflow runs it instead (it pushes), with settings whose `replicate` is the same: only the machine differs.
Secrets are in HADOOP_CONF_DIR of the worker, never here.
"""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.bash import BashOperator

TWINLAKE = "/opt/twinlake/twinlake"
CONFIG = "/etc/twinlake/sales.yaml"
ENVIRONMENT = {"HADOOP_CONF_DIR": "/etc/hadoop/conf"}

with DAG(
    dag_id="twinlake",
    start_date=datetime(2026, 1, 1),
    schedule="*/15 * * * *",
    # What was missed is not made up for: one run brings everything up to date.
    catchup=False,
    max_active_runs=1,
    # No retries: the next run goes on, and codes 1, 2 and 5 need a person.
    default_args={"retries": 0, "execution_timeout": timedelta(hours=4)},
) as dag:
    replicate = BashOperator(
        task_id="replicate",
        bash_command=f"{TWINLAKE} replicate --config {CONFIG}",
        env=ENVIRONMENT,
        append_env=True,
        # Another run was faster: not a failure.
        skip_on_exit_code=6,
    )
    validate = BashOperator(
        task_id="validate",
        bash_command=f"{TWINLAKE} validate --config {CONFIG} --level sample",
        env=ENVIRONMENT,
        append_env=True,
    )
    replicate >> validate
