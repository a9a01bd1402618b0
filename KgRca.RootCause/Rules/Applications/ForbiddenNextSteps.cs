using System.Text.RegularExpressions;

namespace KgRca.RootCause.Rules.Applications;

/// <summary>Which right to give to which service account, as the API server's refusal names them.</summary>
internal static partial class ForbiddenNextSteps
{
    public static string? Of(Remedy remedy)
    {
        var match = Refusal().Match(remedy.Message.Replace("\\\"", "\"", StringComparison.Ordinal));
        if (!match.Success)
            return null;
        var (space, account) = (match.Groups["space"].Value, match.Groups["account"].Value);
        var (verb, resource) = (match.Groups["verb"].Value, match.Groups["resource"].Value);
        var group = match.Groups["group"].Value;
        var full = group.Length > 0 ? $"{resource}.{group}" : resource;
        var where = match.Groups["in"] is { Success: true } named ? $"-n {named.Value} " : "";
        var role = where.Length > 0 ? "Role and RoleBinding" : "ClusterRole and ClusterRoleBinding";
        return $"Allow ServiceAccount {space}/{account} to {verb} {full} by a {role}. Check with "
            + $"`kubectl auth can-i {verb} {full} {where}--as=system:serviceaccount:{space}:{account}`.";
    }

    [GeneratedRegex(
        @"User ""system:serviceaccount:(?<space>[^:""]+):(?<account>[^""]+)"" cannot (?<verb>\w+) resource ""(?<resource>[^""]+)"""
            + @"(?: in API group ""(?<group>[^""]*)"")?(?: in the namespace ""(?<in>[^""]+)"")?",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Refusal();
}
