using System.Text;
using System.Text.Json;
using KgRca.Agent.Kubernetes;
using KgRca.Agent.Normalization;

namespace KgRca.Agent.Tests.Normalization;

public sealed class ObjectNormalizerTests
{
    private const string Canary = "c4nary-Value";

    public static TheoryData<string> Kinds => [.. WatchedTypes.Objects.Select(type => type.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Write_SecretsInAnyKind_StayBehind(string kind)
    {
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(Canary));
        var hidden = $$$$$"""
            {
              "metadata": {"name": "x", "managedFields": [{"a": "{{{{{Canary}}}}}"}], "annotations": {
                "kubectl.kubernetes.io/last-applied-configuration": "{\"data\": \"{{{{{Canary}}}}}\"}", "example.com/config": "url=postgres://user:{{{{{Canary}}}}}@db/x password={{{{{Canary}}}}}",
                "example.com/token": "{{{{{Canary}}}}}", "vault.example.com/password": "{{{{{Canary}}}}}", "pass\u0077ord": "{{{{{Canary}}}}}", "example.com/snippet": "set Authorization \"Authorization: Basic {{{{{Canary}}}}}\";",
                "kapp.k14s.io/original": "{{{{{Canary}}}}}", "objectset.rio.cattle.io/applied": "{{{{{Canary}}}}}", "banzaicloud.com/last-applied": "{{{{{Canary}}}}}", "example.com/last-applied-spec": "{{{{{Canary}}}}}",
                "example.com/original-configuration": "{{{{{Canary}}}}}", "example.com/backup": " {\"apiVersion\": \"v1\", \"data\": {\"a\": \"{{{{{Canary}}}}}\"}}", "example.com/copy": "{\"kind\":\"X\",\"a\":\"{{{{{Canary}}}}}\"}"}},
              "parameters": {"adminPassword": "{{{{{Canary}}}}}", "secretKey": "{{{{{Canary}}}}}"},
              "spec": {"csi": {"volumeAttributes": {"accountKey": "{{{{{Canary}}}}}"}}, "flexVolume": {"options": {"password": "{{{{{Canary}}}}}"}},
                "rules": [{"filters": [{"requestHeaderModifier": {"set": [{"name": "X-Api-Key", "value": "{{{{{Canary}}}}}"}], "add": [{"value": "Basic {{{{{Canary}}}}}", "name": "authorization"}]}}]}],
                "template": {"spec": {"containers": [{
                "livenessProbe": {"httpGet": {"path": "/?token={{{{{Canary}}}}}", "httpHeaders": [{"name": "Authorization", "value": "Basic {{{{{Canary}}}}}"}, {"name": "Accept", "value": "Bearer {{{{{Canary}}}}}1"}]}},
                "readinessProbe": {"exec": {"command": ["redis-cli", "-a", "{{{{{Canary}}}}}", "ping"]}},
                "lifecycle": {"preStop": {"exec": {"command": ["timeout", "5", "/usr/bin/mysqladmin", "-u", "root", "-p{{{{{Canary}}}}}", "shutdown"]}}, "postStart": {"exec": {"command": ["curl", "--user", "a:{{{{{Canary}}}}}", "-u", "a:1 {{{{{Canary}}}}}", "http://x"]}}},
                "env": [{"name": "DB_PASSWORD", "value": "{{{{{Canary}}}}}"}, {"name": "API_KEY", "value": "{{{{{Canary}}}}}"}, {"name": "URL", "value": "amqp://u:{{{{{Canary}}}}}@mq:5672/"}],
                "args": ["--password", "{{{{{Canary}}}}}", "--db-token={{{{{Canary}}}}}", "--user", "a:{{{{{Canary}}}}}", "-c", "export SECRET={{{{{Canary}}}}}; run", "srv --password {{{{{Canary}}}}} --port 80; curl -u user:{{{{{Canary}}}}} http://x; mysql -p{{{{{Canary}}}}}"], "command": ["sh", "--api-key", "{{{{{Canary}}}}}"]}]}}},
              "status": {"message": "could not log in with password={{{{{Canary}}}}}, Authorization: Bearer {{{{{Canary}}}}}, postgres://user:p@{{{{{Canary}}}}}/w@db:5432/x"}
            }
            """;
        Assert.DoesNotContain(Canary, Write(kind, hidden));
        if (kind is not ("Secret" or "ConfigMap"))
            return;
        var values =
            $$"""{"metadata": {"name": "x"}, "type": "Opaque", "data": {"k": "{{encoded}}", "l": "{{Canary}}"}, "stringData": {"s": "{{Canary}}"}, "binaryData": {"b": "{{encoded}}"}, "other": "{{Canary}}"}""";
        var written = Write(kind, values);
        Assert.DoesNotContain(Canary, written);
        Assert.DoesNotContain(encoded, written);
        Assert.Contains("\"k\":", written);
    }

    [Fact]
    public void Write_Secret_HasNameTypeAndKeysOnly()
    {
        var written = Write(
            "Secret",
            """{"metadata": {"name": "db", "namespace": "shop", "uid": "u", "labels": {"app": "db"}, "annotations": {"a": "b"}}, "type": "Opaque", "data": {"user": "YQ==", "word": "Yg=="}, "immutable": true}"""
        );
        Assert.Equal(
            """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"db","namespace":"shop","uid":"u","labels":{"app":"db"}},"type":"Opaque","data":{"user":"","word":""}}""",
            written
        );
    }

    [Fact]
    public void Write_ConfigMap_HasAHashOfEachValue()
    {
        var written = Write(
            "ConfigMap",
            """{"metadata": {"name": "c"}, "data": {"a": ""}, "binaryData": {"b": "AA=="}}"""
        );
        Assert.Contains("\"a\":\"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"", written);
        Assert.Matches("\"b\":\"sha256:[0-9a-f]{64}\"", written);
    }

    [Fact]
    public void Write_EscapedNamesAndTexts_MeanWhatTheyMeant()
    {
        var written = JsonElement.Parse(
            Write(
                "Pod",
                """{"metadata": {"name": "a", "annotations": {"a\"b\\": "c\"d\\", "\u00e9": "\u003c\u00e9\n", "note": "pass\u0077ord=hunter2"}}}"""
            )
        );
        var annotations = written.GetProperty("metadata").GetProperty("annotations");
        Assert.Equal(
            ["c\"d\\", "<é\n", "password=(masked)"],
            ((string[])["a\"b\\", "é", "note"]).Select(name => annotations.GetProperty(name).GetString())
        );
    }

    [Fact]
    public void Write_OrdinaryMembers_AreAsTheyWere()
    {
        const string Pod =
            """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","annotations":{"checksum/config":"0f5c"}},"spec":{"containers":[{"name":"é","args":["--port=80","serve"],"env":[{"name":"MODE","value":"fast"},{"name":"FROM","valueFrom":{"secretKeyRef":{"name":"db","key":"password"}}}],"resources":{"limits":{"cpu":"1"}}}],"volumes":[{"name":"v","secret":{"secretName":"tls"}}]},"status":{"n":1.50,"b":true,"z":null,"message":"couldn't find key password in Secret shop/db; volume \"token\": secret \"x\" not found"}}""";
        Assert.Equal(JsonElement.Parse(Pod).ToString(), JsonElement.Parse(Write("Pod", Pod)).ToString(), Comparer);
    }

    [Theory]
    [InlineData(
        "StorageClass",
        """{"parameters":{"csi.storage.k8s.io/node-stage-secret-name":"csi","csi.storage.k8s.io/node-stage-secret-namespace":"storage","adminSecretName":"ceph","encrypted":"true"}}"""
    )]
    [InlineData(
        "PersistentVolume",
        """{"spec":{"csi":{"volumeAttributes":{"secretName":"s","share":"a"},"nodePublishSecretRef":{"name":"n","namespace":"m"}},"flexVolume":{"options":{"share":"a"},"secretRef":{"name":"f"}}}}"""
    )]
    [InlineData(
        "ResourceQuota",
        """{"spec":{"hard":{"count/secrets":"10","secrets":"5"}},"status":{"used":{"secrets":"5"}}}"""
    )]
    [InlineData(
        "ServiceAccount",
        """{"secrets":[{"name":"build-token"}],"imagePullSecrets":[{"name":"registry-credentials"}]}"""
    )]
    [InlineData(
        "Ingress",
        """{"metadata":{"annotations":{"nginx.ingress.kubernetes.io/auth-secret":"basic","nginx.ingress.kubernetes.io/auth-url":"http://auth.shop/check"}},"spec":{"tls":[{"secretName":"web"}]}}"""
    )]
    [InlineData(
        "Deployment",
        """{"metadata":{"annotations":{"checksum/secret":"0f5c","example.com/ports":"{\"http\":80}"}},"spec":{"args":["--token-ttl","5m","--secret-name","db","--max_tokens=100"],"volumeMounts":[{"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount/token"}],"dnsConfig":{"options":[{"name":"ndots","value":"2"}]}}}"""
    )]
    [InlineData(
        "Pod",
        """{"spec":{"volumes":[{"name":"token","projected":{"sources":[{"serviceAccountToken":{"path":"token"}}]}}],"env":[{"name":"SECRET_NAME","value":"db"}],"args":["mysql","-P","3306","--user","app"]}}"""
    )]
    public void Write_NamesOfSecrets_Stay(string kind, string item) => Assert.EndsWith(item[1..], Write(kind, item));

    [Theory]
    [InlineData("""{"metadata": {"resourceVersion": "2"}}""")]
    [InlineData("""{"status": {"conditions": [{"type": "Ready", "lastHeartbeatTime": "2026-01-01T00:00:00Z"}]}}""")]
    [InlineData("""{"metadata": {"managedFields": [{"time": "2026-01-01T00:00:00Z"}]}}""")]
    [InlineData("""{"status": {"currentMetrics": [{"resource": {"current": {"averageUtilization": 7}}}]}}""")]
    public void Write_Bookkeeping_IsNotSignificant(string content)
    {
        var without = content.Replace("\"2\"", "\"1\"").Replace("2026-01-01T00", "2026-01-01T01").Replace("7", "8");
        Assert.NotEqual(content, without);
        Assert.Equal(
            Write("Node", content, ObjectDetail.Significant),
            Write("Node", without, ObjectDetail.Significant)
        );
    }

    private static StringComparer Comparer => StringComparer.Ordinal;

    private static string Write(string kind, string item, ObjectDetail detail = ObjectDetail.Full)
    {
        using var buffer = new MemoryStream();
        using (
            var json = new Utf8JsonWriter(
                buffer,
                new JsonWriterOptions
                {
                    Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                }
            )
        )
            ObjectNormalizer.Write(
                json,
                WatchedTypes.Objects.First(type => type.Kind == kind),
                JsonElement.Parse(item),
                detail
            );
        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
