using System.Text.Json;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules;

/// <summary>A value in an object that a finding rests on.</summary>
/// <param name="Object">The id of the object.</param>
/// <param name="Member">Which member, by its path; items of a list by their name or type.</param>
/// <param name="Value">Its value as text; <c>absent</c> for what is not there.</param>
internal readonly record struct Evidence(string Object, string Member, string Value)
{
    private const int MaxValue = 500;

    public static Evidence Of(ResourceState resource, string member, string? value) =>
        new(resource.NodeKey.Key, member, value ?? "absent");

    /// <summary>A member of an object as it stands there.</summary>
    public static Evidence Of(ResourceState resource, JsonElement? item, params string[] path)
    {
        var value = item ?? default;
        foreach (var name in path)
            value = value.At(name);
        return new Evidence(
            resource.NodeKey.Key,
            string.Join('.', path),
            value.ValueKind switch
            {
                JsonValueKind.Undefined or JsonValueKind.Null => "absent",
                JsonValueKind.String => value.GetString() ?? "",
                _ => value.GetRawText(),
            }
        );
    }

    /// <summary>A condition of an object's status: how it is, why, and what its controller says of it.</summary>
    public static Evidence OfCondition(ResourceState resource, JsonElement condition, string list = "status.conditions")
    {
        var (status, reason, message) = (condition.Text("status"), condition.Text("reason"), condition.Text("message"));
        return Of(
            resource,
            $"{list}[{condition.Text("type")}]",
            $"{status ?? "there"}{(reason is null ? "" : $", {reason}")}{(message is null ? "" : $": {message}")}"
        );
    }

    /// <summary>
    /// As the graph keeps it: object, member and value with tabs between them, the value cut after
    /// <see cref="MaxValue"/> characters.
    /// </summary>
    public override string ToString() =>
        $"{Object}\t{Member}\t{(Value.Length > MaxValue ? Value[..MaxValue] : Value).Replace('\t', ' ')}";
}
