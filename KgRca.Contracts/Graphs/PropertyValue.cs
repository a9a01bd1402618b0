using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace KgRca.Contracts.Graphs;

/// <summary>The type of a property's value.</summary>
public enum PropertyType : byte
{
    /// <summary>No value: setting it removes the property.</summary>
    Null = 0,

    /// <summary>True or false.</summary>
    Boolean = 1,

    /// <summary>A signed integer of 64 bits.</summary>
    Integer = 2,

    /// <summary>An IEEE 754 number of 64 bits.</summary>
    Float = 3,

    /// <summary>Text.</summary>
    String = 4,

    /// <summary>A list of texts.</summary>
    StringList = 5,
}

/// <summary>A property's value: one of the types that every property graph has. Times are integers, in milliseconds
/// since 1970 UTC.</summary>
public readonly struct PropertyValue : IEquatable<PropertyValue>
{
    private readonly long _bits;
    private readonly object? _reference;

    private PropertyValue(PropertyType type, long bits, object? reference) =>
        (Type, _bits, _reference) = (type, bits, reference);

    /// <summary>The absence of a value.</summary>
    public static PropertyValue Null => default;

    /// <summary>The value's type.</summary>
    public PropertyType Type { get; }

    /// <summary>The text of a <see cref="PropertyType.String"/>; null for any other type.</summary>
    public string? AsString => _reference as string;

    /// <summary>The number of a <see cref="PropertyType.Integer"/>; null for any other type.</summary>
    public long? AsInteger => Type == PropertyType.Integer ? _bits : null;

    /// <summary>
    /// The number of a <see cref="PropertyType.Float"/> or <see cref="PropertyType.Integer"/>; null for any other type.
    /// </summary>
    public double? AsFloat =>
        Type switch
        {
            PropertyType.Float => BitConverter.Int64BitsToDouble(_bits),
            PropertyType.Integer => _bits,
            _ => null,
        };

    /// <summary>The value of a <see cref="PropertyType.Boolean"/>; null for any other type.</summary>
    public bool? AsBoolean => Type == PropertyType.Boolean ? _bits != 0 : null;

    /// <summary>The texts of a <see cref="PropertyType.StringList"/>; null for any other type.</summary>
    [SuppressMessage(
        "Performance",
        "CA1819:Properties should not return arrays",
        Justification = "Values are handed on by the million; the array is never written to."
    )]
    public string[]? AsStrings => _reference as string[];

    /// <summary>
    /// The time that a <see cref="PropertyType.Integer"/> holds in milliseconds since 1970 UTC; null for any other type.
    /// </summary>
    public DateTimeOffset? AsTime =>
        Type == PropertyType.Integer ? DateTimeOffset.FromUnixTimeMilliseconds(_bits) : null;

    /// <summary>True, or <see cref="Null"/>: a flag that is off takes no room.</summary>
    public static PropertyValue Flag(bool value) => value ? true : Null;

    /// <summary>The list, or <see cref="Null"/> for an empty one.</summary>
    public static PropertyValue NonEmpty(string[] values) => values.Length == 0 ? Null : values;

    /// <summary>A boolean.</summary>
    public static implicit operator PropertyValue(bool value) => new(PropertyType.Boolean, value ? 1 : 0, null);

    /// <summary>An integer.</summary>
    public static implicit operator PropertyValue(long value) => new(PropertyType.Integer, value, null);

    /// <summary>A floating-point number.</summary>
    public static implicit operator PropertyValue(double value) =>
        new(PropertyType.Float, BitConverter.DoubleToInt64Bits(value), null);

    /// <summary>A text, or <see cref="Null"/>.</summary>
    public static implicit operator PropertyValue(string? value) =>
        value is null ? default : new(PropertyType.String, 0, value);

    /// <summary>
    /// A list of texts, or <see cref="Null"/>. The array is kept, not copied: do not write to it afterwards.
    /// </summary>
    public static implicit operator PropertyValue(string[]? value) =>
        value is null ? default : new(PropertyType.StringList, 0, value);

    /// <summary>A time, in milliseconds since 1970 UTC.</summary>
    public static implicit operator PropertyValue(DateTimeOffset value) => value.ToUnixTimeMilliseconds();

    /// <summary>An integer, or <see cref="Null"/>.</summary>
    public static implicit operator PropertyValue(long? value) => value is { } known ? known : Null;

    /// <summary>A floating-point number, or <see cref="Null"/>.</summary>
    public static implicit operator PropertyValue(double? value) => value is { } known ? known : Null;

    /// <summary>A time, in milliseconds since 1970 UTC, or <see cref="Null"/>.</summary>
    public static implicit operator PropertyValue(DateTimeOffset? value) => value is { } known ? known : Null;

    /// <inheritdoc/>
    public bool Equals(PropertyValue other) =>
        Type == other.Type
        && _bits == other._bits
        && (_reference, other._reference) switch
        {
            (string[] left, string[] right) => left.AsSpan().SequenceEqual(right),
            var (left, right) => Equals(left, right),
        };

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PropertyValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Type, _bits, _reference is string[] list ? list.Length : _reference?.GetHashCode());

    /// <summary>Whether two values are the same in type and value.</summary>
    public static bool operator ==(PropertyValue left, PropertyValue right) => left.Equals(right);

    /// <summary>Whether two values differ.</summary>
    public static bool operator !=(PropertyValue left, PropertyValue right) => !left.Equals(right);

    /// <inheritdoc/>
    public override string ToString() =>
        Type switch
        {
            PropertyType.Null => "null",
            PropertyType.Boolean => _bits != 0 ? "true" : "false",
            PropertyType.Integer => _bits.ToString(CultureInfo.InvariantCulture),
            PropertyType.Float => BitConverter.Int64BitsToDouble(_bits).ToString("R", CultureInfo.InvariantCulture),
            PropertyType.StringList => $"[{string.Join(", ", (string[])_reference!)}]",
            _ => (string)_reference!,
        };
}

/// <summary>A named value of a node or a relationship.</summary>
/// <param name="Name">The name, in snake case.</param>
/// <param name="Value">The value.</param>
public readonly record struct Property(string Name, PropertyValue Value);
