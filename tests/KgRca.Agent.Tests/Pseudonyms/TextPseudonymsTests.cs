using KgRca.Agent.Pseudonyms;

namespace KgRca.Agent.Tests.Pseudonyms;

public sealed class TextPseudonymsTests
{
    private readonly TextPseudonyms _texts = new(new byte[32]);

    [Theory]
    [InlineData(
        "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint {node.kubernetes.io/not-ready: }. preemption: 0/3 nodes are available."
    )]
    [InlineData("Back-off restarting failed container")]
    [InlineData("Readiness probe failed: HTTP probe failed with statuscode: 503")]
    [InlineData("kubelet has sufficient memory available")]
    [InlineData("pod has unbound immediate PersistentVolumeClaims")]
    [InlineData("java.lang.OutOfMemoryError: Java heap space")]
    [InlineData("Memory cgroup out of memory: 256Mi of 512Mi used after 1h30m0s")]
    public void Message_KubernetesOwnWords_Stay(string message) => Assert.Equal(message, _texts.Message(message));

    [Fact]
    public void Message_NamesInIt_AreThoseOfTheObjects()
    {
        var message = _texts.Message(
            "Failed to pull image \"registry.acme.com/shop/payment:1.4.2\": pull secret \"acme-pull\" not found for shop/payment-6f7c9d5b84-x7k2p"
        );
        Assert.Equal(
            $"Failed to pull image \"{_texts.Name("registry.acme.com/shop/payment:1.4.2")}\": pull secret \"{_texts.Name("acme-pull")}\" not found for "
                + $"{_texts.Name("shop")}/{_texts.Name("payment-6f7c9d5b84-x7k2p")}",
            message
                .Replace("registry.", $"{_texts.Name("registry")}.")
                .Replace("pull\" not", $"{_texts.Name("pull")}\" not")
        );
        Assert.DoesNotContain("acme", message);
    }

    [Theory]
    [InlineData("Started container {0}", "server")]
    [InlineData("TCP probe of {0}:80 failed", "data")]
    [InlineData("secret \"{0}\" not found", "database")]
    [InlineData("Created pod: {0}-6f7c9d5b84-x7k2p", "image")]
    [InlineData("Get \"http://{0}.shop.svc:80/\"", "node")]
    [InlineData("in pod {0}_shop(uid)", "node")]
    public void Message_NameOfKnownWords_IsReplacedWhereItIsAName(string message, string name)
    {
        _texts.Learn(name);
        Assert.Contains(_texts.Name(name), _texts.Message(string.Format(null, message, name)));
    }

    [Theory]
    [InlineData("node.cloudprovider.kubernetes.io/uninitialized")]
    [InlineData("ToBeDeletedByClusterAutoscaler")]
    [InlineData("topology.kubernetes.io/zone")]
    [InlineData("eks.amazonaws.com/nodegroup")]
    [InlineData("cloud.google.com/gke-nodepool")]
    [InlineData("kubernetes.azure.com/agentpool")]
    [InlineData("karpenter.sh/disrupted")]
    public void Key_TaintsAndLabelsOfCloudsAndAutoscalers_Stay(string key) => Assert.Equal(key, _texts.Key(key));

    [Fact]
    public void Message_NameOfKnownWordsAsAWord_Stays()
    {
        foreach (var name in (string[])["image", "node", "back", "failed"])
            _texts.Learn(name);
        const string Message = "Back-off pulling image: 1 node(s) failed";
        Assert.Equal(Message, _texts.Message(Message));
    }

    [Theory]
    [InlineData("kube-system")]
    [InlineData("default")]
    [InlineData("kube-root-ca.crt")]
    [InlineData("coredns")]
    public void Name_OfEveryCluster_Stays(string name) => Assert.Equal(name, _texts.Name(name));

    [Fact]
    public void Name_PodOfAWellKnownWorkload_BeginsWithIt() =>
        Assert.StartsWith("coredns-", _texts.Name("coredns-5d78c9869d-abcde"));

    [Theory]
    [InlineData("payment", "payment-6f7c9d5b84")]
    [InlineData("payment-6f7c9d5b84", "payment-6f7c9d5b84-x7k2p")]
    [InlineData("data-db", "data-db-0")]
    public void Name_BeginsWithAnother_StillDoes(string name, string longer) =>
        Assert.StartsWith(_texts.Name(name) + "-", _texts.Name(longer));

    [Fact]
    public void Name_Address_KeepsItsForm()
    {
        var mapped = _texts.Name("http://payment.shop.svc.cluster.local:8080");
        Assert.Equal($"http://{_texts.Name("payment")}.{_texts.Name("shop")}.svc.cluster.local:8080", mapped);
    }

    [Fact]
    public void Name_AccountInARegistrysAddress_IsReplaced() =>
        Assert.DoesNotContain("123456789012", _texts.Name("123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/web:v1"));

    [Theory]
    [InlineData("app.kubernetes.io/name")]
    [InlineData("pod-template-hash")]
    [InlineData("DB_PASSWORD")]
    [InlineData("MutatingWebhookConfiguration")]
    public void Key_StandardKey_Stays(string key) => Assert.Equal(key, _texts.Key(key));

    [Fact]
    public void Key_OwnKey_IsReplacedInPart() => Assert.Matches("^[A-Z]{4}_DB_URL$", _texts.Key("ACME_DB_URL"));

    [Fact]
    public void Key_KindsThatAreWatched_Stay() =>
        Assert.All(Agent.Kubernetes.WatchedTypes.Objects, type => Assert.Equal(type.Kind, _texts.Key(type.Kind)));

    [Theory]
    [InlineData("2026-11-21T11:50:49.123Z")]
    [InlineData("256Mi")]
    [InlineData("8080")]
    [InlineData("true")]
    public void Name_TimeQuantityOrNumber_Stays(string text) => Assert.Equal(text, _texts.Name(text));

    [Fact]
    public void Name_HardwareAddress_IsReplaced() =>
        Assert.Matches("^(?!fe:5e:a6)[0-9a-f]{2}(:[0-9a-f]{2}){5}$", _texts.Name("fe:5e:a6:87:85:27"));
}
