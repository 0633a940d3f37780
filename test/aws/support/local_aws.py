"""A local AWS: moto's server with what the templates need and moto leaves out. Started by local-aws.ts.

Lambda functions run the bundled zip in a Node process of their own, with exactly the environment of the template.
"""

import io
import json
import os
import pathlib
import re
import subprocess
import tempfile
import threading
import zipfile

import moto.stepfunctions.models as sfn_models
from moto.awslambda.models import LambdaFunction
from moto.core.common_models import CloudFormationModel
from moto.core.responses import ActionResult
from moto.glue import responses as glue_responses
from moto.glue.exceptions import GlueClientError
from moto.kms.models import Key
from moto.s3.models import FakeBucket
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.state.wait.wait_function import wait_function
from moto.stepfunctions.parser.models import stepfunctions_parser_backends

PORT = os.environ["MOTO_PORT"]
REGION = os.environ["AWS_REGION"]
FOLDER = pathlib.Path(os.environ["REHEARSAL_FOLDER"])
# Pauses before another try are as long as in AWS times this.
TIME_SCALE = float(os.environ.get("REHEARSAL_TIME_SCALE", "0.02"))


def client(service):
    import boto3

    return boto3.client(service, region_name=REGION, endpoint_url=f"http://127.0.0.1:{PORT}")


# Six Glue calls that Trino makes when it writes.
NOTHING = {
    "delete_column_statistics_for_table": {},
    "update_column_statistics_for_table": {"Errors": []},
    "get_column_statistics_for_table": {"ColumnStatisticsList": [], "Errors": []},
    "delete_column_statistics_for_partition": {},
    "update_column_statistics_for_partition": {"Errors": []},
    "get_column_statistics_for_partition": {"ColumnStatisticsList": [], "Errors": []},
}
for name, answer in NOTHING.items():
    setattr(glue_responses.GlueResponse, name, lambda self, answer=answer: ActionResult(answer))

# Glue refuses to change a version of a table that is no longer the newest one; moto takes any. For a fault of the rehearsal
# another writer is faster: the version a function has read is stale when its change arrives.
update_table = glue_responses.GlueResponse.update_table


def update_newest_table(self):
    given = self.parameters.get("VersionId")
    table = self.glue_backend.get_table(self.parameters["DatabaseName"], self.parameters["TableInput"]["Name"])
    newest = table.as_dict()["VersionId"]
    if self.headers.get("x-rehearsal-overtaken"):
        table.update(table.get_version(newest))
        newest = table.as_dict()["VersionId"]
    if given is not None and given != newest:
        raise GlueClientError("ConcurrentModificationException", f"Update table failed: version {given}, not {newest}")
    return update_table(self)


glue_responses.GlueResponse.update_table = update_newest_table

# moto ignores the conditions of a bucket policy, so "deny unless TLS" would deny everything: such statements are left out.
permission = FakeBucket.get_permission


def unconditional(self, action, resource):
    if self.policy is None:
        return permission(self, action, resource)
    whole = self.policy
    policy = json.loads(whole.decode())
    policy["Statement"] = [s for s in policy["Statement"] if "Condition" not in s]
    try:
        self.policy = json.dumps(policy).encode() if policy["Statement"] else None
        return permission(self, action, resource)
    finally:
        self.policy = whole


FakeBucket.get_permission = unconditional


# Resource types of CloudFormation that moto passes over silently.
def resource_type(kind, name, create):
    """One resource type: `create` makes it through the server's own API and gives its physical id."""

    class Resource(CloudFormationModel):
        __module__ = "moto.rehearsal.models"

        def __init__(self, physical):
            self.physical = physical

        @property
        def physical_resource_id(self):
            return self.physical

        @staticmethod
        def cloudformation_name_type():
            return name

        @staticmethod
        def cloudformation_type():
            return kind

        @classmethod
        def has_cfn_attr(cls, attr):
            return attr in ("Arn", "Id")

        def get_cfn_attribute(self, attr):
            return self.physical

        @classmethod
        def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
            return cls(create(resource_name, cloudformation_json.get("Properties", {})))

        @classmethod
        def update_from_cloudformation_json(cls, original, new_name, cloudformation_json, account_id, region_name):
            return original

        @classmethod
        def delete_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name):
            pass

    Resource.__name__ = kind.replace("::", "")
    return Resource


def glue_database(_, p):
    client("glue").create_database(DatabaseInput=p["DatabaseInput"])
    return p["DatabaseInput"]["Name"]


def glue_table(_, p):
    client("glue").create_table(DatabaseName=p["DatabaseName"], TableInput=p["TableInput"])
    return p["TableInput"]["Name"]


def secret(_, p):
    made = {"Name": p["Name"], "Description": p.get("Description", "")}
    generate = p.get("GenerateSecretString")
    if generate is not None:
        password = client("secretsmanager").get_random_password(
            PasswordLength=generate["PasswordLength"], ExcludePunctuation=generate["ExcludePunctuation"]
        )["RandomPassword"]
        template = json.loads(generate["SecretStringTemplate"])
        made["SecretString"] = json.dumps({**template, generate["GenerateStringKey"]: password})
    return client("secretsmanager").create_secret(**made)["ARN"]


def named(_, p):
    return p.get("Name") or p.get("AlarmName") or "made"


KEPT = [
    resource_type("AWS::Glue::Database", "", glue_database),
    resource_type("AWS::Glue::Table", "", glue_table),
    resource_type("AWS::SecretsManager::Secret", "", secret),
    resource_type("AWS::Athena::WorkGroup", "Name", named),
    resource_type("AWS::Athena::NamedQuery", "Name", named),
]

# moto reads tags of keys in another spelling and says that the key is undefined.
make_key = Key.create_from_cloudformation_json.__func__


def key_without_tags(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
    cloudformation_json["Properties"].pop("Tags", None)
    return make_key(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs)


Key.create_from_cloudformation_json = classmethod(key_without_tags)

# State machines are executed, by moto's own interpreter, with shorter waits.
sfn_models.stepfunctions_backends = stepfunctions_parser_backends


class Time:
    @staticmethod
    def sleep(seconds):
        import time

        time.sleep(seconds * TIME_SCALE)


retrier_decl.time = Time
wait = wait_function.WaitFunction._wait_interval if hasattr(wait_function.WaitFunction, "_wait_interval") else None
if wait is not None:
    wait_function.WaitFunction._wait_interval = lambda self, env, wait_seconds: wait(
        # A start that waits for another one asks again every ten seconds instead of every minute.
        self, env, max(1, round(wait_seconds / 6))
    )

# Lambda functions: the zip of the template, unpacked once, in a child process.
unpacked = {}
unpacking = threading.Lock()
calls = 0


def package(function):
    with unpacking:
        if function.code_digest not in unpacked:
            folder = tempfile.mkdtemp(prefix="function-", dir=FOLDER)
            zipfile.ZipFile(io.BytesIO(function.code_bytes)).extractall(folder)
            unpacked[function.code_digest] = folder
        return unpacked[function.code_digest]


def invoke(self, event=None):
    global calls
    with unpacking:
        calls += 1
        number = calls
    folder = package(self)
    module, export = self.handler.rsplit(".", 1)
    environment = {
        **self.environment_vars,
        "AWS_REGION": REGION,
        "AWS_LAMBDA_FUNCTION_NAME": self.function_name,
        "AWS_ACCESS_KEY_ID": "rehearsal",
        "AWS_SECRET_ACCESS_KEY": "rehearsal",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{PORT}",
        "AWS_ENDPOINT_URL_ATHENA": os.environ["ATHENA_URL"],
        "AWS_ENDPOINT_URL_COST_EXPLORER": os.environ["ATHENA_URL"],
        "PATH": os.environ["PATH"],
        "TMPDIR": tempfile.mkdtemp(prefix="tmp-", dir=FOLDER),
        "REHEARSAL_FAULTS": str(FOLDER / "faults"),
        "REHEARSAL_FAULT_URL": os.environ["ATHENA_URL"],
        "REHEARSAL_CALL": str(number),
        "REHEARSAL_CALLS": str(FOLDER / "calls.jsonl"),
    }
    answer = FOLDER / f"answer-{number}.json"
    command = [os.environ["REHEARSAL_NODE"], os.environ["REHEARSAL_CHILD"], f"{folder}/{module}.mjs", export, str(answer)]
    given = json.dumps({"event": event, "milliseconds": float(self.timeout) * 1000})
    done = subprocess.run(command, env=environment, input=given, capture_output=True, text=True, timeout=900)
    log = done.stdout + done.stderr
    (FOLDER / "logs").mkdir(exist_ok=True)
    (FOLDER / "logs" / f"{number:05d}-{self.function_name}.log").write_text(log)
    if not answer.exists():
        # The process died: Lambda calls this an exit of the runtime.
        dead = {"errorType": "Runtime.ExitError", "errorMessage": f"exited with {done.returncode}"}
        return json.dumps(dead), True, log
    said = json.loads(answer.read_text())
    if "value" in said:
        return json.dumps(said["value"]), False, log
    return json.dumps({"errorType": said["name"], "errorMessage": said["message"]}), True, log


LambdaFunction._invoke_lambda = invoke

from moto.server import main  # noqa: E402

main(["-H", "127.0.0.1", "-p", PORT])
