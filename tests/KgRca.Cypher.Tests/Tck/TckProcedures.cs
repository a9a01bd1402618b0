using System.Text.RegularExpressions;
using KgRca.Graph.Cypher;
using KgRca.Graph.Cypher.Values;

namespace KgRca.Cypher.Tests.Tck;

/// <summary>Procedures that scenarios declare by a table of arguments and results.</summary>
internal sealed partial class TckProcedures : ICypherProcedures
{
    private readonly Dictionary<string, CypherProcedure> _procedures = [];

    public CypherProcedure? Find(string name) => _procedures.GetValueOrDefault(name);

    /// <summary>Declares a procedure.</summary>
    /// <param name="signature">As in <c>test.my.proc(in :: INTEGER?) :: (out :: STRING?)</c>.</param>
    /// <param name="rows">Arguments and results.</param>
    public void Declare(string signature, IReadOnlyList<IReadOnlyList<object?>> rows)
    {
        var match = Signature().Match(signature);
        var parameters = Fields(match.Groups["in"].Value);
        var columns = Fields(match.Groups["out"].Value);
        var name = match.Groups["name"].Value;
        _procedures[name] = new CypherProcedure(name, parameters, columns, (_, arguments) => Call(arguments));

        IEnumerable<IReadOnlyList<object?>> Call(IReadOnlyList<object?> arguments) =>
            rows.Where(row => Enumerable.Range(0, parameters.Count).All(i => Same(row[i], arguments[i])))
                .Select(row => row.Skip(parameters.Count).ToList());
    }

    private static bool Same(object? left, object? right) => CypherCompare.Grouping.Equals(left, right);

    private static List<CypherField> Fields(string text) =>
        [
            .. Field()
                .Matches(text)
                .Select(match => new CypherField(
                    match.Groups["name"].Value,
                    match.Groups["type"].Value switch
                    {
                        "STRING" => CypherTypes.String,
                        "INTEGER" => CypherTypes.Integer,
                        "FLOAT" or "NUMBER" => CypherTypes.Number,
                        "BOOLEAN" => CypherTypes.Boolean,
                        _ => CypherTypes.Any,
                    }
                )),
        ];

    [GeneratedRegex(@"^(?<name>[\w.]+)\((?<in>[^)]*)\) :: \((?<out>[^)]*)\)")]
    private static partial Regex Signature();

    [GeneratedRegex(@"(?<name>\w+) :: (?<type>\w+)")]
    private static partial Regex Field();
}
