using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using KgRca.Contracts.Graphs;

namespace KgRca.Graph.Storage;

/// <summary>Properties as bytes: see <c>FORMAT.md</c>, "Properties".</summary>
internal static class PropertyCodec
{
    /// <summary>Writes properties, which are ordered by name and not null.</summary>
    public static void Encode(IReadOnlyList<Property> properties, NameTable names, ArrayBufferWriter<byte> output)
    {
        for (var i = 0; i < properties.Count; i++)
        {
            var (name, value) = properties[i];
            WriteNumber(output, (ulong)names.GetOrAdd(name));
            output.GetSpan(1)[0] = (byte)value.Type;
            output.Advance(1);
            switch (value.Type)
            {
                case PropertyType.Boolean:
                    WriteNumber(output, value.AsBoolean == true ? 1u : 0u);
                    break;
                case PropertyType.Integer:
                    var number = value.AsInteger.GetValueOrDefault();
                    WriteNumber(output, (ulong)((number << 1) ^ (number >> 63)));
                    break;
                case PropertyType.Float:
                    BinaryPrimitives.WriteDoubleLittleEndian(output.GetSpan(8), value.AsFloat.GetValueOrDefault());
                    output.Advance(8);
                    break;
                case PropertyType.String:
                    WriteText(output, value.AsString ?? "");
                    break;
                case PropertyType.StringList:
                    var list = value.AsStrings ?? [];
                    WriteNumber(output, (ulong)list.Length);
                    foreach (var text in list)
                        WriteText(output, text);
                    break;
            }
        }
    }

    /// <summary>Reads all properties, or those whose names' ids are <paramref name="wanted"/>.</summary>
    public static List<Property> Decode(ReadOnlySpan<byte> bytes, NameTable names, HashSet<int>? wanted = null)
    {
        var properties = new List<Property>();
        while (!bytes.IsEmpty)
        {
            var name = (int)ReadNumber(ref bytes);
            if (wanted?.Contains(name) == false)
                SkipValue(ref bytes);
            else
                properties.Add(new Property(names[name], ReadValue(ref bytes)));
        }
        return properties;
    }

    /// <summary>Reads one property; null where it is absent.</summary>
    public static PropertyValue Find(ReadOnlySpan<byte> bytes, int nameId)
    {
        while (!bytes.IsEmpty)
        {
            var found = (int)ReadNumber(ref bytes) == nameId;
            if (found)
                return ReadValue(ref bytes);
            SkipValue(ref bytes);
        }
        return default;
    }

    public static void WriteText(ArrayBufferWriter<byte> output, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        WriteNumber(output, (ulong)length);
        Encoding.UTF8.GetBytes(text, output.GetSpan(length));
        output.Advance(length);
    }

    public static ReadOnlySpan<byte> ReadBytes(scoped ref ReadOnlySpan<byte> bytes)
    {
        var length = (int)ReadNumber(ref bytes);
        var text = bytes[..length];
        bytes = bytes[length..];
        return text;
    }

    private static PropertyValue ReadValue(ref ReadOnlySpan<byte> bytes)
    {
        var type = (PropertyType)bytes[0];
        bytes = bytes[1..];
        switch (type)
        {
            case PropertyType.Boolean:
                return ReadNumber(ref bytes) != 0;
            case PropertyType.Integer:
                var zigzag = ReadNumber(ref bytes);
                return (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
            case PropertyType.Float:
                var number = BinaryPrimitives.ReadDoubleLittleEndian(bytes);
                bytes = bytes[8..];
                return number;
            case PropertyType.String:
                return Encoding.UTF8.GetString(ReadBytes(ref bytes));
            case PropertyType.StringList:
                var list = new string[(int)ReadNumber(ref bytes)];
                for (var i = 0; i < list.Length; i++)
                    list[i] = Encoding.UTF8.GetString(ReadBytes(ref bytes));
                return list;
            default:
                throw new GraphUnavailableException(
                    $"The graph's file is damaged: {(int)type} is no type of a property."
                );
        }
    }

    private static void SkipValue(ref ReadOnlySpan<byte> bytes)
    {
        var type = (PropertyType)bytes[0];
        bytes = bytes[1..];
        switch (type)
        {
            case PropertyType.Float:
                bytes = bytes[8..];
                break;
            case PropertyType.String:
                ReadBytes(ref bytes);
                break;
            case PropertyType.StringList:
                for (var left = (int)ReadNumber(ref bytes); left > 0; left--)
                    ReadBytes(ref bytes);
                break;
            default:
                ReadNumber(ref bytes);
                break;
        }
    }

    private static void WriteNumber(ArrayBufferWriter<byte> output, ulong number)
    {
        var span = output.GetSpan(10);
        var length = 0;
        for (; number >= 0x80; number >>= 7)
            span[length++] = (byte)(number | 0x80);
        span[length++] = (byte)number;
        output.Advance(length);
    }

    private static ulong ReadNumber(scoped ref ReadOnlySpan<byte> bytes)
    {
        ulong number = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[0];
            bytes = bytes[1..];
            number |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return number;
        }
    }
}
