namespace KgRca.Agent.Logs;

/// <summary>What has become of lines since the start.</summary>
/// <param name="Lines">Lines taken in.</param>
/// <param name="Repeats">Of them, those that had come before: their sender had repeated a batch.</param>
/// <param name="Records">Records that were made.</param>
/// <param name="Omitted">Lines for whose template there was no room.</param>
/// <param name="Dropped">Records that could not be stored in time.</param>
/// <param name="Containers">Containers that are known now.</param>
/// <param name="Templates">Templates that are counted now.</param>
internal readonly record struct LogCounts(
    long Lines,
    long Repeats,
    long Records,
    long Omitted,
    long Dropped,
    int Containers,
    int Templates
);
