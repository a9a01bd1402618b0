using System.Text.RegularExpressions;

namespace KgRca.Eval;

/// <summary>A Kubernetes object by name; the namespace is empty for cluster-scoped objects.</summary>
internal sealed record ObjectName(string Kind, string Namespace, string Name)
{
    /// <summary>As people write it, such as <c>Deployment shop/web</c>.</summary>
    public override string ToString() => Namespace.Length == 0 ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";
}

/// <summary>What the engine said.</summary>
/// <param name="Object">The object to change.</param>
/// <param name="Workload">The workload that suffers; null where none is named.</param>
/// <param name="Cause">The cause, or the event's reason where it has none.</param>
/// <param name="Confidence">From 0 to 1.</param>
/// <param name="Against">What speaks against it, as one text.</param>
internal sealed record Answer(ObjectName Object, ObjectName? Workload, string Cause, double Confidence, string Against);

/// <summary>An answer that is right for a case. <c>*</c> stands for any text in names, and for any cause.</summary>
internal sealed record ExpectedAnswer(ObjectName Object, string Cause)
{
    /// <summary>
    /// Whether the answer names the target: by its object, by the workload that suffers, or, since a quota belongs to
    /// its namespace, by the namespace of a ResourceQuota.
    /// </summary>
    public bool Names(Answer answer) =>
        Fits(answer.Object)
        || answer.Workload is { } workload && Fits(workload)
        || answer.Object.Kind == "ResourceQuota" && Fits(new ObjectName("Namespace", "", answer.Object.Namespace));

    /// <summary>Whether the answer names the target and, if it counts, the cause.</summary>
    public bool IsMetBy(Answer answer, bool withCause) => Names(answer) && (!withCause || Fits(Cause, answer.Cause));

    private bool Fits(ObjectName named) =>
        Fits(Object.Kind, named.Kind) && Fits(Object.Namespace, named.Namespace) && Fits(Object.Name, named.Name);

    private static bool Fits(string pattern, string text) =>
        pattern.Contains('*')
            ? Regex.IsMatch(text, $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}$")
            : pattern == text;
}
