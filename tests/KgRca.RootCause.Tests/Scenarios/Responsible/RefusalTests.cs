namespace KgRca.RootCause.Tests.Scenarios.Responsible;

/// <summary>The API server refuses objects: what it asks, limits or was told to refuse is named, not the object.</summary>
public sealed class RefusalTests
{
    private const string Webhook =
        "Error creating: admission webhook \"check.policy.example\" denied the request: label owner is required";

    private const string Restricted =
        "Error creating: pods \"web-1-abc\" is forbidden: violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false";

    [Theory]
    [InlineData("2026-05-04T02:59:00Z", "ValidatingWebhookConfiguration policy: admission_webhook_denied")]
    [InlineData("2026-01-01T00:00:00Z", "Deployment web: admission_webhook_denied")]
    public void Process_WebhookThatDenies_IsNamedWhereItIsNew(string created, string answer)
    {
        var scene = new Scene();
        Configure(scene, -60, created, "Fail");
        Assert.StartsWith(answer, scene.Refuses(Webhook).Answer(), StringComparison.Ordinal);
    }

    [Fact]
    public void Process_WebhookWhoseRulesWereChanged_IsNamed()
    {
        var scene = new Scene();
        Configure(scene, -900, "2026-01-01T00:00:00Z", "Ignore");
        Configure(scene, -60, "2026-01-01T00:00:00Z", "Fail");
        Assert.Equal(
            "ValidatingWebhookConfiguration policy: admission_webhook_denied of Deployment web",
            scene.Refuses(Webhook).Answer()
        );
    }

    [Theory]
    [InlineData(
        "kyverno.io/v1",
        "ClusterPolicy",
        "require-owner",
        "Error creating: admission webhook \"validate.kyverno.svc-fail\" denied the request: resource Pod/team/web was blocked due to the following policies require-owner: check: validation error"
    )]
    [InlineData(
        "constraints.gatekeeper.sh/v1beta1",
        "K8sRequiredLabels",
        "owner-label",
        "Error creating: admission webhook \"validation.gatekeeper.sh\" denied the request: [owner-label] you must provide labels: {\"owner\"}"
    )]
    public void Process_PolicyThatIsNew_IsWhyPodsAreDenied(string version, string kind, string name, string message)
    {
        var scene = new Scene().Add(-60, version, kind, name, """ "spec": {} """, null, "2026-05-04T02:59:00Z");
        Assert.Equal($"{kind} {name}: admission_webhook_denied of Deployment web", scene.Refuses(message).Answer());
    }

    [Theory]
    [InlineData("RoleBinding", "team")]
    [InlineData("Role", "team")]
    [InlineData("ClusterRoleBinding", null)]
    public void Process_GrantThatWasDeleted_IsWhyRequestsAreForbidden(string kind, string? space)
    {
        var scene = new Scene().Node("n-1").Serving("operator");
        var uid = space is null ? $"{kind}-operator" : "operator";
        var metadata = space is null ? "" : $"\"namespace\": \"{space}\", ";
        scene.See(
            -900,
            $$"""
            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "{{kind}}", "metadata": { {{metadata}}"name": "operator", "uid": "{{uid}}", "creationTimestamp": "2026-01-01T00:00:00Z"} }
            """
        );
        _ = space is null ? scene.GoneFromCluster(-10, kind, "operator") : scene.Gone(-10, kind, "operator", space);
        scene.Lasting(
            0,
            "operator-0",
            "failed to list *v1.StatefulSet: statefulsets.apps is forbidden: User \"system:serviceaccount:team:operator\" cannot list resource \"statefulsets\" in API group \"apps\" in the namespace \"team\""
        );
        Assert.Equal($"{kind} operator: rbac_forbidden", scene.First());
    }

    [Theory]
    [InlineData("{}", "Namespace team: pod_security_violation of Deployment web")]
    [InlineData(
        """{"pod-security.kubernetes.io/enforce": "restricted"}""",
        "Deployment web: pod_security_violation of Deployment web"
    )]
    public void Process_PodSecurity_BlamesTheNamespaceWhoseLabelIsNew(string before, string answer)
    {
        var scene = new Scene();
        foreach (
            var (second, labels) in ((double, string)[])
                [(-900, before), (-60, """{"pod-security.kubernetes.io/enforce": "restricted"}""")]
        )
            scene.Add(second, "v1", "Namespace", "team", "", null, metadata: $", \"labels\": {labels}");
        Assert.Equal(answer, scene.Refuses(Restricted).Answer());
    }

    [Theory]
    [InlineData("widgets.example.com", "v1", "no matches for kind \"Widget\" in version \"example.com/v1beta1\"")]
    [InlineData(
        "widgets.example.com",
        "v1",
        "failed to list *v1beta1.Widget: the server could not find the requested resource (get widgets.example.com)"
    )]
    [InlineData("widgets.example.com", null, "no matches for kind \"Widget\" in version \"example.com/v1\"")]
    public void Process_DefinitionThatWasChanged_IsWhyAKindIsNotServed(string name, string? version, string log)
    {
        var scene = new Scene().Pod("widget-operator", "other-node", -900);
        Define(scene, -900, name, "v1", "v1beta1");
        if (version is null)
            scene.GoneFromCluster(-60, "CustomResourceDefinition", name);
        else
            Define(scene, -60, name, version);
        scene.Log(0, "widget-operator-0", log).Log(70, "widget-operator-0", log);
        Assert.Equal($"CustomResourceDefinition {name}: kind_not_served of Deployment widget-operator", scene.Answer());
    }

    [Theory]
    [InlineData("connect: connection refused")]
    [InlineData("x509: certificate signed by unknown authority")]
    public void Process_ConversionThatCannotBeAsked_BlamesTheDefinition(string error)
    {
        var scene = new Scene().Pod("widget-operator", "other-node", -900);
        Define(scene, -900, "widgets.example.com", "v1", "v1beta1");
        foreach (var second in (double[])[0, 40, 80])
            scene.Log(
                second,
                "widget-operator-0",
                $"failed to list *v1.Widget: conversion webhook for example.com/v1beta1, Kind=Widget failed: Post \"https://hook.team.svc:443/convert\": {error}"
            );
        Assert.StartsWith(
            "CustomResourceDefinition widgets.example.com: admission_webhook_unavailable",
            scene.Answer(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(
        """{"default": {"memory": "128Mi"}}""",
        "Error creating: Pod \"web-1-abc\" is invalid: spec.containers[0].resources.requests: Invalid value: \"256Mi\": must be less than or equal to memory limit of 128Mi",
        """{"requests": {"memory": "256Mi"}}""",
        "LimitRange defaults: limit_range_default"
    )]
    [InlineData(
        """{"default": {"memory": "4Gi"}, "defaultRequest": {"memory": "4Gi"}}""",
        "Error creating: pods \"web-1-x\" is forbidden: exceeded quota: compute, requested: requests.memory=4Gi, used: requests.memory=8Gi, limited: requests.memory=8Gi",
        "{}",
        "LimitRange defaults: limit_range_default"
    )]
    [InlineData(
        """{"max": {"memory": "1Gi"}}""",
        "Error creating: pods \"web-1-x\" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi",
        """{"limits": {"memory": "2Gi"}}""",
        "Deployment web: limit_range_violated"
    )]
    public void Process_LimitRange_IsBlamedForItsDefaultsOnly(
        string limit,
        string message,
        string resources,
        string answer
    )
    {
        var scene = new Scene().Add(
            -900,
            "v1",
            "LimitRange",
            "defaults",
            $$"""
            "spec": {"limits": [{"type": "Container", {{limit[1..]}}]}
            """
        );
        Assert.Equal($"{answer} of Deployment web", scene.Refuses(message, resources: resources).Answer());
    }

    [Theory]
    [InlineData("besteffort", "\"scopes\": [\"BestEffort\"], ", "pods", "BestEffort Pods")]
    [InlineData("terminating", "\"scopes\": [\"Terminating\"], ", "pods", "Terminating Pods")]
    [InlineData("objects", "", "count/deployments.apps", "count/deployments.apps")]
    public void NextStep_Quota_SaysWhatItCounts(string quota, string scope, string resource, string text)
    {
        var scene = new Scene().Add(
            -900,
            "v1",
            "ResourceQuota",
            quota,
            $$$"""
            "spec": { {{{scope}}}"hard": {"{{{resource}}}": "2"} }, "status": {"hard": {"{{{resource}}}": "2"}, "used": {"{{{resource}}}": "2"} }
            """
        );
        scene.Refuses(
            $"Error creating: pods \"web-1-x\" is forbidden: exceeded quota: {quota}, requested: {resource}=1, used: {resource}=2, limited: {resource}=2"
        );
        Assert.Contains(text, scene.NextStep(), StringComparison.Ordinal);
        Assert.Contains($"ResourceQuota team/{quota}", scene.NextStep(), StringComparison.Ordinal);
    }

    [Fact]
    public void Process_QuotaThatSeveralWorkloadsExceed_IsOneIncident()
    {
        var scene = new Scene();
        foreach (var (name, second) in ((string, double)[])[("web", 0), ("api", 30), ("jobs", 100)])
            scene.Refuses(
                $"Error creating: pods \"{name}-x\" is forbidden: exceeded quota: compute, requested: requests.cpu=1, used: requests.cpu=8, limited: requests.cpu=8",
                name,
                second
            );
        scene.Add(-900, "v1", "ResourceQuota", "compute", """ "spec": {"hard": {"requests.cpu": "8"} } """);
        Assert.Equal("ResourceQuota compute: namespace_cpu_quota_exceeded of Deployment web", scene.Answer());
    }

    private static void Configure(Scene scene, double second, string created, string failurePolicy) =>
        scene.Add(
            second,
            "admissionregistration.k8s.io/v1",
            "ValidatingWebhookConfiguration",
            "policy",
            $$"""
            "webhooks": [{"name": "check.policy.example", "failurePolicy": "{{failurePolicy}}", "clientConfig": {"url": "https://policy.example"} }]
            """,
            null,
            created
        );

    private static void Define(Scene scene, double second, string name, params string[] versions) =>
        scene.Add(
            second,
            "apiextensions.k8s.io/v1",
            "CustomResourceDefinition",
            name,
            $$"""
            "spec": {"group": "example.com", "names": {"kind": "Widget"}, "versions": [{{string.Join(
                ", ",
                versions.Select(version => $$"""{"name": "{{version}}", "served": true}""")
            )}}]}
            """,
            null
        );
}
