namespace KgRca.Graph.Cypher.Values;

/// <summary>The types of Cypher's values, as a set. Null belongs to every type.</summary>
[Flags]
public enum CypherTypes
{
    /// <summary>No type.</summary>
    None = 0,

    /// <summary><see cref="bool"/>.</summary>
    Boolean = 1,

    /// <summary><see cref="long"/>.</summary>
    Integer = 1 << 1,

    /// <summary><see cref="double"/>.</summary>
    Float = 1 << 2,

    /// <summary><see cref="string"/>.</summary>
    String = 1 << 3,

    /// <summary><see cref="CypherList"/>.</summary>
    List = 1 << 4,

    /// <summary><see cref="CypherMap"/>.</summary>
    Map = 1 << 5,

    /// <summary><see cref="CypherNode"/>.</summary>
    Node = 1 << 6,

    /// <summary><see cref="CypherRelationship"/>.</summary>
    Relationship = 1 << 7,

    /// <summary><see cref="CypherPath"/>.</summary>
    Path = 1 << 8,

    /// <summary><see cref="CypherDate"/>.</summary>
    Date = 1 << 9,

    /// <summary><see cref="CypherTime"/>.</summary>
    Time = 1 << 10,

    /// <summary><see cref="CypherLocalTime"/>.</summary>
    LocalTime = 1 << 11,

    /// <summary><see cref="CypherDateTime"/>.</summary>
    DateTime = 1 << 12,

    /// <summary><see cref="CypherLocalDateTime"/>.</summary>
    LocalDateTime = 1 << 13,

    /// <summary><see cref="CypherDuration"/>.</summary>
    Duration = 1 << 14,

    /// <summary>Integers and floats.</summary>
    Number = Integer | Float,

    /// <summary>Points in time, days and times of day.</summary>
    Instant = Date | Time | LocalTime | DateTime | LocalDateTime,

    /// <summary>All types.</summary>
    Any = (1 << 15) - 1,
}

/// <summary>The types of values.</summary>
public static class CypherType
{
    /// <summary>The type of a value; every type for null.</summary>
    /// <exception cref="ArgumentException">The value is of a type that Cypher does not have.</exception>
    public static CypherTypes Of(object? value) =>
        value switch
        {
            null => CypherTypes.Any,
            bool => CypherTypes.Boolean,
            long => CypherTypes.Integer,
            double => CypherTypes.Float,
            string => CypherTypes.String,
            CypherList => CypherTypes.List,
            CypherMap => CypherTypes.Map,
            CypherNode => CypherTypes.Node,
            CypherRelationship => CypherTypes.Relationship,
            CypherPath => CypherTypes.Path,
            CypherDate => CypherTypes.Date,
            CypherTime => CypherTypes.Time,
            CypherLocalTime => CypherTypes.LocalTime,
            CypherDateTime => CypherTypes.DateTime,
            CypherLocalDateTime => CypherTypes.LocalDateTime,
            CypherDuration => CypherTypes.Duration,
            _ => throw new ArgumentException($"Cypher has no type for {value.GetType()}.", nameof(value)),
        };

    /// <summary>The name of a type as an error message gives it, such as <c>Integer</c>; <c>null</c> for null.</summary>
    public static string Name(object? value) => value is null ? "null" : Of(value).ToString();
}
