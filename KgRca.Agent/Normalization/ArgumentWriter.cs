using System.Text.Json;

namespace KgRca.Agent.Normalization;

/// <summary>Writes the arguments of a program: what one says decides whether the next is a secret.</summary>
internal static class ArgumentWriter
{
    /// <summary>Writes them.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="arguments">An array.</param>
    /// <param name="textOf">What else becomes of an argument in which secrets are masked.</param>
    public static void Write(Utf8JsonWriter json, JsonElement arguments, Func<string, string> textOf)
    {
        json.WriteStartArray();
        var (program, before) = ("", "");
        foreach (var argument in arguments.EnumerateArray())
        {
            var text = argument.ToString();
            json.WriteStringValue(
                SecretMask.IsSecretArgument(program, before, text)
                    ? SecretMask.Masked
                    : textOf(SecretMask.ApplyToArgument(program, text))
            );
            before = text;
            if (program.Length == 0 && SecretMask.IsProgram(text))
                program = text;
        }
        json.WriteEndArray();
    }
}
