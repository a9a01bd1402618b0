using System.Text.RegularExpressions;

namespace KgRca.Agent.Pseudonyms;

/// <summary>How the text of a member is replaced.</summary>
internal enum Treatment
{
    /// <summary>Every word of it: a name, or a value of which nothing is known.</summary>
    Name,

    /// <summary>As <see cref="Name"/>, and it is a name that messages will use.</summary>
    LearnedName,

    /// <summary>Every word that is not known.</summary>
    Key,

    /// <summary>A sentence: every word that is not known, and names.</summary>
    Message,

    /// <summary>Not at all: a word of the API or of a controller.</summary>
    None,
}

/// <summary>
/// What the members of records and Kubernetes objects hold. Of a member that is not named here nothing is known, and
/// all of it is replaced.
/// </summary>
internal static partial class Members
{
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "op",
        "source",
        "severity",
        "reason",
        "status",
        "phase",
        "protocol",
        "operator",
        "effect",
        "qosClass",
        "restartPolicy",
        "schedule",
        "resourceVersion",
        "architecture",
        "operatingSystem",
        "osImage",
        "kernelVersion",
        "containerRuntimeVersion",
        "kubeletVersion",
        "kubeProxyVersion",
        "fsType",
        "version",
        "scheme",
        "sizeLimit",
        "divisor",
    };

    private static readonly HashSet<string> Keys = new(StringComparer.Ordinal)
    {
        "kind",
        "apiVersion",
        "api_version",
        "type",
        "key",
        "topologyKey",
        "fieldPath",
        "resource",
        "path",
        "mountPath",
        "subPath",
        "subPathExpr",
        "workingDir",
        "terminationMessagePath",
        "port",
        "targetPort",
        "portName",
        "appProtocol",
        "group",
        "apiGroup",
        "apiGroups",
        "apiVersions",
        "resources",
        "operations",
        "finalizers",
        "sideEffects",
        "controller",
        "medium",
        "containerRuntime",
    };

    private static readonly HashSet<string> Messages = new(StringComparer.Ordinal)
    {
        "message",
        "note",
        "summary",
        "description",
    };

    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "name",
        "namespace",
        "nodeName",
        "serviceAccountName",
        "claimName",
        "secretName",
        "volumeName",
        "storageClassName",
        "priorityClassName",
        "ingressClassName",
        "gatewayClassName",
        "serviceName",
        "container",
        "image",
        "cluster",
    };

    private static readonly HashSet<string> Maps = new(StringComparer.Ordinal)
    {
        "labels",
        "annotations",
        "matchLabels",
        "nodeSelector",
        "data",
        "binaryData",
        "hard",
        "used",
        "requests",
        "limits",
        "capacity",
        "allocatable",
        "parameters",
        "volumeAttributes",
        "commonLabels",
        "commonAnnotations",
        "groupLabels",
        "stringData",
        "encryptedData",
        "values",
        "valuesObject",
    };

    // Lists of objects whose names are keys: of variables, ports and headers.
    private static readonly HashSet<string> NamedByKey = new(StringComparer.Ordinal) { "env", "ports", "httpHeaders" };

    // What users write, whatever it looks like.
    private static readonly HashSet<string> Free = new(StringComparer.Ordinal)
    {
        "value",
        "values",
        "args",
        "command",
        "name",
    };

    /// <summary>
    /// Whether a member's own members are keys that users choose. A selector is a map or has one in it.
    /// </summary>
    public static bool IsMap(string name) => Maps.Contains(name);

    /// <summary>How a text is replaced.</summary>
    /// <param name="name">The member that it is in, or in a list of.</param>
    /// <param name="parent">The member that the object is in, or in a list of.</param>
    /// <param name="text">The text.</param>
    public static Treatment Of(string name, string parent, string text)
    {
        if (IsMap(parent))
            return OfMap(name);
        // An edge's.
        if (name == "type" && parent.Length == 0)
            return Treatment.None;
        if (Words.Contains(name))
            return Treatment.None;
        if (Messages.Contains(name))
            return Treatment.Message;
        if (Keys.Contains(name) || name == "name" && NamedByKey.Contains(parent))
            return Treatment.Key;
        if (Names.Contains(name))
            return Treatment.LearnedName;
        // Names are in lower case; ReadWriteOnce is a choice that the API offers.
        return !Free.Contains(name) && Choice().IsMatch(text) ? Treatment.None : Treatment.Name;
    }

    private static Treatment OfMap(string key) =>
        key switch
        {
            "severity"
            or "kubernetes.io/role"
            or "kubernetes.io/os"
            or "kubernetes.io/arch"
            or "beta.kubernetes.io/os"
            or "beta.kubernetes.io/arch" => Treatment.None,
            "alertname" => Treatment.Key,
            _ => Messages.Contains(key) ? Treatment.Message : Treatment.Name,
        };

    [GeneratedRegex("^[A-Z][A-Za-z]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Choice();
}
