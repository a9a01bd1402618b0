using StackExchange.Redis;

namespace KgRca.Api.Limits;

/// <summary>
/// Counts requests in Redis, for all replicas together. One script does the whole check, so that replicas at the same
/// moment cannot both take the last request, and Redis' clock is the one that counts. Where Redis does not answer, it is
/// left alone for a second, so that requests do not wait for it one by one.
/// </summary>
/// <param name="redis">The connection.</param>
/// <param name="clock">Says when Redis is asked again.</param>
/// <param name="seconds">Replaces Redis' clock, for tests.</param>
internal sealed class RedisCounts(IConnectionMultiplexer redis, TimeProvider clock, TimeProvider? seconds = null)
{
    /// <summary>How long Redis is left alone after it did not answer.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private const string Prefix = "kgrca:rate:";

    // The hash has a field for each second with requests, and three more: the newest second, the oldest that may count,
    // and the sum. Each call forgets the seconds that have left the window, so that its cost does not depend on the
    // limit. Refused requests do not prolong the key: a clock that was put back cannot keep it.
    private const string Script = """
        local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
        local micros = tonumber(ARGV[3])
        if not micros then
          local time = redis.call('TIME')
          micros = time[1] * 1000000 + time[2]
        end
        local now = math.floor(micros / 1000000)
        local state = redis.call('HMGET', KEYS[1], 'newest', 'oldest', 'used')
        local newest = math.max(tonumber(state[1]) or 0, now)
        local oldest, used = tonumber(state[2]) or now, tonumber(state[3]) or 0
        while used > 0 do
          local count = tonumber(redis.call('HGET', KEYS[1], oldest)) or 0
          if count > 0 and oldest > newest - window then break end
          used = used - count
          redis.call('HDEL', KEYS[1], oldest)
          oldest = oldest + 1
        end
        local acquired = 0
        if used < limit then
          acquired = 1
          if used == 0 then oldest = newest end
          used = used + 1
          redis.call('HINCRBY', KEYS[1], newest, 1)
          redis.call('HSET', KEYS[1], 'newest', newest, 'oldest', oldest, 'used', used)
          redis.call('EXPIRE', KEYS[1], window + 1)
        end
        return {acquired, limit - used, (oldest + window) * 1000000 - micros}
        """;

    private long _pausedUntil = long.MinValue;

    /// <summary>Whether Redis answers.</summary>
    public bool IsConnected => redis.IsConnected;

    /// <summary>Takes one request out of a budget.</summary>
    /// <param name="budget">The budget's name, of a client.</param>
    /// <param name="limit">Requests in <see cref="BudgetLimiter.Window"/>.</param>
    /// <returns>Null where Redis does not answer.</returns>
    public async ValueTask<BudgetCount?> TakeAsync(string budget, int limit)
    {
        var now = clock.GetTimestamp();
        if (now < Volatile.Read(ref _pausedUntil))
            return null;
        try
        {
            var answer = (RedisResult[]?)
                await redis
                    .GetDatabase()
                    .ScriptEvaluateAsync(
                        Script,
                        [Prefix + budget],
                        [limit, (int)BudgetLimiter.Window.TotalSeconds, Microseconds()]
                    );
            return answer is [var acquired, var remaining, var reset]
                ? new BudgetCount((bool)acquired, (int)remaining, TimeSpan.FromMicroseconds((long)reset))
                : null;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            Volatile.Write(ref _pausedUntil, now + (long)(Pause.TotalSeconds * clock.TimestampFrequency));
            return null;
        }
    }

    private RedisValue Microseconds() =>
        seconds is null
            ? RedisValue.EmptyString
            : (seconds.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}

/// <summary>What came of taking a request out of a budget.</summary>
/// <param name="IsAcquired">Whether there was one left.</param>
/// <param name="Remaining">How many are left now.</param>
/// <param name="ResetAfter">When the oldest that counts no longer does.</param>
internal readonly record struct BudgetCount(bool IsAcquired, int Remaining, TimeSpan ResetAfter);
