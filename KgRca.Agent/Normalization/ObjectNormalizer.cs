using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KgRca.Agent.Kubernetes;

namespace KgRca.Agent.Normalization;

/// <summary>Which of an object's members are written.</summary>
internal enum ObjectDetail
{
    /// <summary>All that may leave the cluster.</summary>
    Full,

    /// <summary>
    /// Without what changes while nothing happens: resource versions, heartbeats, readings. Two states of an object
    /// that differ elsewhere differ in what matters.
    /// </summary>
    Significant,
}

/// <summary>
/// Writes an object as the wire format has it: without bookkeeping, a Secret's and a ConfigMap's values left out at the
/// source, and what looks like a secret elsewhere masked.
/// </summary>
internal static class ObjectNormalizer
{
    private static readonly string[] SecretMetadata =
    [
        "name",
        "namespace",
        "uid",
        "resourceVersion",
        "creationTimestamp",
        "deletionTimestamp",
        "labels",
        "ownerReferences",
    ];

    /// <summary>Writes the object. Items of a list bear no kind: it is taken from <paramref name="type"/>.</summary>
    public static void Write(Utf8JsonWriter json, ResourceType type, JsonElement item, ObjectDetail detail)
    {
        json.WriteStartObject();
        json.WriteString("apiVersion"u8, type.ApiVersion);
        json.WriteString("kind"u8, type.Kind);
        switch (type.Kind)
        {
            case "Secret":
                WriteSecret(json, item, detail);
                break;
            case "ConfigMap":
                WriteConfigMap(json, item, detail);
                break;
            default:
                foreach (var member in item.EnumerateObject())
                {
                    if (member.NameEquals("apiVersion"u8) || member.NameEquals("kind"u8))
                        continue;
                    if (type.IsCustom)
                        CustomObjectWriter.Write(json, member, detail);
                    // What is wanted of an object never changes by itself.
                    else if (detail == ObjectDetail.Significant && member.NameEquals("spec"u8))
                    {
                        json.WritePropertyName("spec"u8);
                        WriteRaw(json, member.Value);
                    }
                    else
                        WriteMember(json, member, detail);
                }
                break;
        }
        json.WriteEndObject();
    }

    /// <summary>Whether a member of this name is not written, wherever it stands.</summary>
    public static bool IsLeftOut(JsonProperty member, ObjectDetail detail)
    {
        var name = JsonMarshal.GetRawUtf8PropertyName(member);
        return IsBookkeeping(name) || detail == ObjectDetail.Significant && IsVolatile(name);
    }

    private static bool IsBookkeeping(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("managedFields"u8) || name.SequenceEqual("selfLink"u8);

    private static bool IsVolatile(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("resourceVersion"u8)
        || name.SequenceEqual("lastHeartbeatTime"u8)
        || name.SequenceEqual("lastProbeTime"u8)
        || name.SequenceEqual("currentMetrics"u8)
        || name.SequenceEqual("currentCPUUtilizationPercentage"u8)
        || name.SequenceEqual("renewTime"u8)
        || name.SequenceEqual("endpoints.kubernetes.io/last-change-trigger-time"u8)
        || name.SequenceEqual("control-plane.alpha.kubernetes.io/leader"u8);

    /// <summary>
    /// What stands in the place of a value that stays in the cluster, and tells whether it is another one than before.
    /// </summary>
    public static string Hash(string value) =>
        $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))}";

    /// <summary>Writes what is left to say of an object that is gone.</summary>
    public static void WriteGone(Utf8JsonWriter json, ObservedObject gone)
    {
        json.WriteStartObject();
        json.WriteString("apiVersion"u8, gone.Type.ApiVersion);
        json.WriteString("kind"u8, gone.Type.Kind);
        json.WriteStartObject("metadata"u8);
        json.WriteString("name"u8, gone.Key.Name);
        if (gone.Key.Namespace.Length > 0)
            json.WriteString("namespace"u8, gone.Key.Namespace);
        if (gone.Uid.Length > 0)
            json.WriteString("uid"u8, gone.Uid);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // What may leave is listed, not what may not: a member that a later Kubernetes adds stays here.
    private static void WriteSecret(Utf8JsonWriter json, JsonElement item, ObjectDetail detail)
    {
        json.WriteStartObject("metadata"u8);
        if (item.TryGetProperty("metadata"u8, out var metadata))
            foreach (var member in metadata.EnumerateObject())
                if (SecretMetadata.Contains(member.Name))
                    WriteMember(json, member, detail);
        json.WriteEndObject();
        if (item.TryGetProperty("type"u8, out var type) && type.ValueKind == JsonValueKind.String)
            json.WriteString("type"u8, type.GetString());
        WriteKeys(json, item, "data", _ => "");
    }

    private static void WriteConfigMap(Utf8JsonWriter json, JsonElement item, ObjectDetail detail)
    {
        foreach (var member in item.EnumerateObject())
            if (member.NameEquals("metadata"u8))
                WriteMember(json, member, detail);
        WriteKeys(json, item, "data", Hash);
        WriteKeys(json, item, "binaryData", Hash);
    }

    private static void WriteKeys(Utf8JsonWriter json, JsonElement item, string name, Func<string, string> valueOf)
    {
        if (!item.TryGetProperty(name, out var data) || data.ValueKind != JsonValueKind.Object)
            return;
        json.WriteStartObject(name);
        foreach (var entry in data.EnumerateObject())
            json.WriteString(entry.Name, valueOf(entry.Value.ToString()));
        json.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter json, JsonProperty member, ObjectDetail detail)
    {
        if (IsLeftOut(member, detail))
            return;
        var name = JsonMarshal.GetRawUtf8PropertyName(member);
        if (name.Contains((byte)'\\'))
            json.WritePropertyName(member.Name);
        else
            json.WritePropertyName(name);
        if (
            member.Value.ValueKind == JsonValueKind.Array
            && (name.SequenceEqual("args"u8) || name.SequenceEqual("command"u8))
        )
            ArgumentWriter.Write(json, member.Value, text => text);
        else if (member.Value.ValueKind == JsonValueKind.Object && IsMap(name))
            WriteMap(json, member.Value, detail);
        else
            WriteValue(json, member.Value, detail);
    }

    // Whose keys the user or a driver has chosen: of a StorageClass, of a volume of CSI, of a FlexVolume.
    private static bool IsMap(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("annotations"u8)
        || name.SequenceEqual("parameters"u8)
        || name.SequenceEqual("volumeAttributes"u8)
        || name.SequenceEqual("options"u8);

    private static void WriteMap(Utf8JsonWriter json, JsonElement map, ObjectDetail detail)
    {
        json.WriteStartObject();
        foreach (var member in map.EnumerateObject())
        {
            if (ObjectCopy.IsIn(member))
                continue;
            if (
                detail == ObjectDetail.Full
                && member.Value.ValueKind == JsonValueKind.String
                && SecretNames.MayBeSecret(JsonMarshal.GetRawUtf8PropertyName(member))
            )
                json.WriteString(member.Name, SecretMask.Apply(member.Name, member.Value.GetString() ?? ""));
            else
                WriteMember(json, member, detail);
        }
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, JsonElement value, ObjectDetail detail)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                    WriteMember(json, member, detail);
                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var element in value.EnumerateArray())
                    WriteItem(json, element, detail);
                json.WriteEndArray();
                break;
            // What is compared stays here: a credential that changes is a change, and need not be found.
            case JsonValueKind.String
                when detail == ObjectDetail.Full && SecretMask.MayApply(JsonMarshal.GetRawUtf8Value(value)[1..^1]):
                json.WriteStringValue(SecretMask.Apply(value.GetString() ?? ""));
                break;
            default:
                WriteRaw(json, value);
                break;
        }
    }

    private static void WriteRaw(Utf8JsonWriter json, JsonElement value) =>
        json.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);

    // An item of a list that has a name and a value, such as a variable or a header of HTTP: the name tells what the
    // value is.
    private static void WriteItem(Utf8JsonWriter json, JsonElement item, ObjectDetail detail)
    {
        if (
            detail == ObjectDetail.Significant
            || item.ValueKind != JsonValueKind.Object
            || !item.TryGetProperty("value"u8, out var value)
            || value.ValueKind != JsonValueKind.String
            || !item.TryGetProperty("name"u8, out var name)
            || name.ValueKind != JsonValueKind.String
            || !SecretNames.MayBeSecret(JsonMarshal.GetRawUtf8Value(name)[1..^1])
        )
        {
            WriteValue(json, item, detail);
            return;
        }
        json.WriteStartObject();
        foreach (var member in item.EnumerateObject())
        {
            if (member.NameEquals("value"u8))
                json.WriteString("value"u8, SecretMask.Apply(name.GetString() ?? "", value.GetString() ?? ""));
            else
                WriteMember(json, member, detail);
        }
        json.WriteEndObject();
    }
}
