namespace KgRca.EventLog.Embedded;

/// <summary>A change to the log that waits to become part of a transaction.</summary>
internal sealed class WriteRequest(Action<WriteGroup> apply)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done once the change is durable.</summary>
    public Task Done => _done.Task;

    public void Succeed() => _done.TrySetResult();

    public void Fail(Exception exception) => _done.TrySetException(exception);

    /// <summary>Makes the change, or fails this request alone where the change is not allowed.</summary>
    /// <returns>Whether it was made.</returns>
    public bool TryApply(WriteGroup group)
    {
        try
        {
            apply(group);
            return true;
        }
        catch (UnknownTopicException exception)
        {
            Fail(exception);
            return false;
        }
    }
}
