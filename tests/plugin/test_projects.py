"""Projects as they are: the marker points at a deployment tool's file, and its flows and functions run."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

HANDLER = """\
import json
import os
import time


def init(context):
    global started
    started = time.time()


def handler(event, context):
    order = json.loads(event)
    if order.get("fail"):
        raise ValueError("no money")
    return {"price": order["pieces"] * 3, "table": os.environ.get("TABLE"), "function": context.function.name}
"""

FUNCRAFT = {
    "shop/template.yml": """\
        ROSTemplateFormatVersion: '2015-09-01'
        Transform: 'Aliyun::Serverless-2018-04-03'
        Parameters:
          Table: {Type: String, Default: orders}
        Resources:
          shop:
            Type: 'Aliyun::Serverless::Service'
            pay:
              Type: 'Aliyun::Serverless::Function'
              Properties:
                FunctionName: payment
                Handler: index.handler
                Runtime: python3
                Timeout: 60
                CodeUri: functions/pay
                EnvironmentVariables: {TABLE: !Ref Table}
            notify:
              Type: 'Aliyun::Serverless::Function'
              Properties: {Handler: index.handler, Runtime: nodejs12, CodeUri: functions/notify}
          order:
            Type: 'Aliyun::Serverless::Flow'
            Properties: {Description: an order, DefinitionUri: flows/order.flow.yml}
          all-orders:
            Type: 'Aliyun::Serverless::Flow'
            Properties:
              Description: all of them
              Definition: |
                version: v1
                type: flow
                steps:
                  - type: foreach
                    name: Each
                    iterationMapping: {collection: $.orders, item: order}
                    steps:
                      - type: task
                        name: Order
                        resourceArn: acs:fnf:::flow/order
                        pattern: sync
                        inputMappings: [{target: pieces, source: $input.order}]
                        serviceParams: {Input: $}
                    outputMappings: [{target: prices, source: '$local[*].price'}]
        """,
    "shop/flows/order.flow.yml": """\
        version: v1
        type: flow
        steps:
          - type: task
            name: Pay
            resourceArn: !Ref shop/pay
          - type: task
            name: Notify
            resourceArn: !Ref shop/notify
        """,
    "shop/functions/pay/index.py": HANDLER,
}


def test_funcraft_project_runs_with_its_own_handlers(run):
    test = """
        import pytest
        from pytest_fnf import expect

        @pytest.mark.flow("shop/template.yml#order")
        def test_order(flow):
            assert flow.name == "order"
            flow.stub("Notify").returns({})
            execution = flow.run({"pieces": 2})
            expect(execution).succeeded().followed("Pay", "Notify")
            output = execution.step("Pay").visits[0].output
            assert output == {"price": 6, "table": "orders", "function": "pay"}

        @pytest.mark.flow("shop/template.yml#order", variables={"Table": "test-orders"}, env={"OTHER": "x"})
        def test_variables(flow):
            flow.stub("Notify").returns({})
            assert flow.run({"pieces": 2}).step("Pay").visits[0].output["table"] == "test-orders"

        @pytest.mark.flow("shop/template.yml#order", env={"TABLE": "mine"})
        def test_the_environment_of_the_test_goes_above_the_template(flow):
            flow.stub("Notify").returns({})
            assert flow.run({"pieces": 2}).step("Pay").visits[0].output["table"] == "mine"
            flow.function("shop/pay", env={"TABLE": "nearest"})

        @pytest.mark.flow("shop/template.yml#all-orders")
        def test_sub_flow_of_the_same_template(flow):
            flow.stub("shop/notify").returns({})
            expect(flow.run({"orders": [1, 2]})).succeeded({"prices": [3, 6]})
    """
    run(test, files=FUNCRAFT).assert_outcomes(passed=4)


def test_flow_file_beside_its_template_finds_the_functions(run):
    test = """
        import pytest
        from pytest_fnf import expect

        @pytest.mark.flow("shop/flows/order.flow.yml")
        def test_order(flow):
            flow.stub("Notify").returns({})
            expect(flow.run({"pieces": 2})).succeeded().called("shop/pay", times=1)
    """
    run(test, files=FUNCRAFT).assert_outcomes(passed=1)


def test_several_flows_without_a_name_are_listed(run):
    test = """
        import pytest

        @pytest.mark.flow("shop/template.yml")
        def test_order(flow): pass

        @pytest.mark.flow("shop/template.yml#ordre")
        def test_typo(flow): pass
    """
    result = run(test, files=FUNCRAFT)
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines([
        "*UsageError: 'shop/template.yml' holds 2 flows; write one of",
        "*  shop/template.yml#order",
        "*  shop/template.yml#all-orders",
        "*UsageError: 'shop/template.yml' has no flow 'ordre'; did you mean 'order'?; its flows are",
    ])  # fmt: skip


def test_function_of_another_runtime_is_to_be_stubbed(run, shows):
    test = """
        import pytest

        @pytest.mark.flow("shop/template.yml#order")
        def test_order(flow):
            flow.run({"pieces": 2})
    """
    result = run(test, "--fnf-timeline=never", files=FUNCRAFT)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([
        "E *StubError: shop/flows/order.flow.yml:7:5: task 'Notify' calls 'shop/notify', but nothing answers it",
        "E *   event: {*}",
        "E *   stubs of this test: none",
        "E *   functions with a handler: 'shop/pay'",
        "E *   shop/template.yml:17:5: function 'shop/notify' has the runtime 'nodejs12'; only Python runs here, so stub it",
        'E *   write: flow.stub("Notify").returns({...})',
    ], consecutive=True)  # fmt: skip


def test_discover_false_looks_at_no_template(run):
    test = """
        import pytest
        from pytest_fnf import StubError

        @pytest.mark.flow("shop/template.yml#order", discover=False)
        def test_order(flow):
            with pytest.raises(StubError, match="not looked for, discover is False"):
                flow.run({"pieces": 2})
            raise SystemExit
    """
    result = run(test, files=FUNCRAFT)
    result.stdout.fnmatch_lines(["*SystemExit*"])


def test_layout_of_the_files_goes_before_the_template_and_the_test_before_both(run):
    test = """
        import pytest

        def mine(event, context):
            return {"from": "test"}

        @pytest.mark.flow("shop/template.yml#order")
        def test_layout(flow):
            flow.stub("Notify").returns({})
            assert flow.run({"pieces": 2}).step("Pay").visits[0].output == {"from": "layout"}

        @pytest.mark.flow("shop/template.yml#order", functions={"shop/pay": mine})
        def test_test(flow):
            flow.stub("Notify").returns({})
            assert flow.run({"pieces": 2}).step("Pay").visits[0].output == {"from": "test"}
    """
    layout = 'def handler(event, context):\n    return {"from": "layout"}\n'
    run(test, files={**FUNCRAFT, "shop/functions/pay.py": layout}).assert_outcomes(passed=2)


ROS = {
    "ros.yml": """\
        ROSTemplateFormatVersion: '2015-09-01'
        Parameters:
          Topic: {Type: String}
        Resources:
          Service:
            Type: ALIYUN::FC::Service
            Properties: {ServiceName: !Sub 'shop-${ALIYUN::StackName}'}
          Audit:
            Type: ALIYUN::FC::Function
            Properties:
              ServiceName: !GetAtt Service.ServiceName
              FunctionName: audit
              Handler: index.handler
              Initializer: index.prepare
              Runtime: python3
              Code:
                SourceCode:
                  Fn::Replace:
                    - {<limit>: '100'}
                    - |-
                      import json
                      import time

                      def prepare(context):
                          global limit
                          limit = <limit>

                      def handler(event, context):
                          order = json.loads(event)
                          time.sleep(order["seconds"])
                          if order["sum"] > limit:
                              raise PermissionError(order["sum"])
                          return '{"audited": true}'
          Flow:
            Type: ALIYUN::FNF::Flow
            Properties:
              Name: !Sub 'audit-${ALIYUN::StackName}'
              Definition:
                Fn::Replace:
                  - <stack>: !Ref ALIYUN::StackName
                    <topic>: !Ref Topic
                  - |-
                    version: v1
                    type: flow
                    steps:
                      - type: task
                        name: Audit
                        resourceArn: acs:fc:::services/shop-<stack>/functions/audit
                      - type: task
                        name: Tell
                        resourceArn: acs:mns:::/topics/<topic>/messages
                        serviceParams: {MessageBody: $}
        """
}


def test_ros_project_runs_the_code_in_its_template(run):
    test = """
        import pytest
        from pytest_fnf import expect

        @pytest.mark.flow("ros.yml", variables={"Topic": "news"})
        def test_audited(flow):
            assert flow.name == "audit-stack"
            expect(flow.run({"sum": 10, "seconds": 5})).succeeded().took(5)
            assert flow.messages("news")[0].json() == {"sum": 10, "seconds": 5, "audited": True}

        @pytest.mark.flow("ros.yml", variables={"Topic": "news", "ALIYUN::StackName": "prod"})
        def test_another_stack(flow):
            assert flow.name == "audit-prod"
            expect(flow.run({"sum": 10, "seconds": 0})).called("shop-prod/audit")

        @pytest.mark.flow("ros.yml", variables={"Topic": "news"})
        def test_refused(flow):
            expect(flow.run({"sum": 101, "seconds": 0})).succeeded()
    """
    result = run(test, files=ROS)
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines([
        "E *step 'Audit' at ros.yml:46:17",
        "E *   47 |                 name: Audit",
        "E *Audit  task {*}: failed with 'PermissionError': 101 (not caught)  [[]ros.yml#Audit[]]",
        'E *  File "*ros.yml", line 32, in handler',
        'E *raise PermissionError(order[[]"sum"[]])',
    ])  # fmt: skip


def test_value_that_the_template_leaves_open_is_an_error_at_set_up(run):
    test = """
        import pytest

        @pytest.mark.flow("ros.yml")
        def test_audited(flow): pass
    """
    result = run(test, files=ROS)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([
        ('E *DefinitionError: ros.yml:41:22: FNF141 the parameter \'Topic\' has no default; variables={"Topic": ...} gives it '
        "a value"),
        "E *   41 |             <topic>: !Ref Topic",
        "E *      |                      ^",
    ])  # fmt: skip


FIRST = {
    "s.yaml": """\
        edition: 1.0.0
        name: shop
        access: "{{ access }}"
        vars:
          service: {name: shop}
          flow: "{{ flowName }}"
        services:
          pay:
            component: devsapp/fc
            props:
              service: ${vars.service}
              function:
                name: pay
                runtime: python3
                handler: index.handler
                codeUri: code/pay
                timeout: 10
                initializer: index.init
                environmentVariables: {TABLE: "${vars.flow}-orders"}
          order:
            component: devsapp/fnf
            props: {name: "${vars.flow}", definition: code/flow.yml}
        """,
    "code/flow.yml": """\
        version: v1
        type: flow
        steps:
          - type: task
            name: Pay
            resourceArn: acs:fc:::services/shop/functions/pay
        """,
    "code/pay/index.py": HANDLER,
}


def test_serverless_devs_project_of_the_first_generation(run):
    test = """
        import pytest
        from pytest_fnf import expect

        @pytest.mark.flow("s.yaml", variables={"flowName": "order"})
        def test_order(flow):
            assert flow.name == "order"
            expect(flow.run({"pieces": 1})).succeeded({"price": 3, "table": "order-orders", "function": "pay"})

        @pytest.mark.flow("code/flow.yml", variables={"flowName": "x"})
        def test_file_of_the_flow(flow):
            expect(flow.run({"pieces": 1})).succeeded({"price": 3, "table": "x-orders", "function": "pay"})

        @pytest.mark.flow("code/flow.yml")
        def test_missing_variable(flow):
            flow.run({"pieces": 1})
    """
    result = run(test, "--fnf-timeline=never", files=FIRST)
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines([
        ('E *DefinitionError: s.yaml:6:10: FNF141 the placeholder \'{{ flowName }}\' has no value; variables={"flowName": ...} '
        "gives it a value")
    ])  # fmt: skip


THIRD = {
    "s.yaml": """\
        edition: 3.0.0
        name: shop
        access: default
        vars: {name: shop}
        resources:
          pay:
            component: fc3
            props:
              functionName: ${vars.name}-pay
              runtime: python3.10
              handler: index.handler
              code: ./code
              timeout: 10
              instanceLifecycleConfig: {initializer: {handler: index.init, timeout: 3}}
              environmentVariables: {TABLE: "${env('TABLE', 'orders')}"}
          order:
            component: flow
            props:
              name: ${vars.name}-order
              executionMode: Express
              definition:
                Type: StateMachine
                SpecVersion: v1
                StartAt: Pay
                States:
                  - Type: Task
                    Name: Pay
                    Action: FC:InvokeFunction
                    TaskMode: RequestComplete
                    Parameters:
                      resourceArn: acs:fc:::functions/${resources.pay.props.functionName}
                      body.$: $Input
                    End: true
        """,
    "code/index.py": HANDLER,
}


def test_serverless_devs_project_of_the_third_generation(run):
    test = """
        import pytest
        from pytest_fnf import expect

        @pytest.mark.flow("s.yaml")
        def test_order(flow):
            assert (flow.name, flow.mode) == ("shop-order", "express")
            execution = flow.run({"pieces": 1})
            assert execution.output["Body"] == {"price": 3, "table": "orders", "function": "shop-pay"}

        @pytest.mark.flow("s.yaml", mode="standard")
        def test_mode_of_the_test(flow):
            assert flow.mode == "standard"
    """
    run(test, files=THIRD).assert_outcomes(passed=2)


def test_terraform_file(run):
    test = """
        import pytest
        from pytest_fnf import expect

        @pytest.mark.flow("main.tf", variables={"service": "shop"})
        def test_order(flow):
            assert flow.name == "order"
            flow.stub("shop/pay").returns({})
            expect(flow.run()).succeeded()
            assert flow.definition.step_place("Pay").line == 8
    """
    text = """\
        variable "service" {}
        resource "alicloud_fnf_flow" "order" {
          name = "order"
          definition = <<EOF
          version: v1
          type: flow
          steps:
            - type: task
              name: Pay
              resourceArn: acs:fc:::services/${var.service}/functions/pay
          EOF
        }
        """
    run(test, files={"main.tf": text}).assert_outcomes(passed=1)


def test_file_outside_the_project_is_not_read(run, pytester):
    outside = pytester.path.parent / "outside.yml"
    outside.write_text("version: v1\ntype: flow\nsteps: [{type: pass, name: a}]\n", encoding="utf-8")
    (pytester.path / "link.yml").symlink_to(outside)
    test = """
        import pytest

        @pytest.mark.parametrize("flow", ["template.yml#Up", "template.yml#Link"], indirect=True)
        def test_refused(flow): pass

        @pytest.mark.flow("template.yml#Here")
        def test_read(flow): pass
    """
    template = """\
        Transform: 'Aliyun::Serverless-2018-04-03'
        Resources:
          Up: {Type: 'Aliyun::Serverless::Flow', Properties: {DefinitionUri: ../outside.yml}}
          Link: {Type: 'Aliyun::Serverless::Flow', Properties: {DefinitionUri: link.yml}}
          Here: {Type: 'Aliyun::Serverless::Flow', Properties: {DefinitionUri: ./trip.yml}}
        """
    result = run(test, files={"template.yml": template})
    result.assert_outcomes(errors=2, passed=1)
    result.stdout.fnmatch_lines([
        "*DefinitionError: template.yml:3:70: FNF146 '../outside.yml' lies outside the project folder 'test_file*'; it is not read",
        "*DefinitionError: template.yml:4:72: FNF146 'link.yml' lies outside the project folder 'test_file*'; it is not read",
    ])  # fmt: skip
