/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.natsboot.test.probe;

import java.util.Optional;

import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.listener.ListenerInstrumentation.Settlement;
import io.github.natsboot.support.NatsMessageConverter;
import io.nats.client.Message;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * A message that a listener was given, and what came of it. AssertJ's {@code assertThat}
 * takes it.
 * <p>
 * A call ends when the method has returned or thrown. A message from a stream is then
 * settled, a moment later: until that happened {@link #settlement()} is empty. A message
 * may also be settled without a call, when it is a dead letter because of how often it
 * was delivered.
 * <p>
 * A batch is a call for each of its messages. Where its method failed on one of them, it
 * is called with those after it again: that is a further call for each, after which they
 * are settled.
 *
 * @since 0.1.0
 */
public final class ListenerCall extends Captured implements AssertProvider<ListenerCallAssert> {

	private final String listenerId;

	private final long attempt;

	private final boolean called;

	private int test;

	private volatile boolean ended;

	private volatile @Nullable Object result;

	private volatile @Nullable Throwable failure;

	private volatile @Nullable Settlement settlement;

	ListenerCall(ListenerInfo listener, Message message, NatsMessageConverter converter, boolean called) {
		super(message, converter);
		this.listenerId = listener.id();
		this.attempt = message.isJetStream() ? message.metaData().deliveredCount() : 1;
		this.called = called;
	}

	void belongTo(int test) {
		this.test = test;
	}

	boolean belongsTo(int test) {
		return this.test == test;
	}

	void returned(@Nullable Object value) {
		this.result = value;
	}

	void failed(Throwable ex) {
		this.failure = ex;
	}

	void end() {
		this.ended = true;
	}

	void settled(Settlement how) {
		this.settlement = how;
	}

	/**
	 * Returns the listener.
	 * @return its id
	 */
	public String listenerId() {
		return this.listenerId;
	}

	/**
	 * Returns which attempt at the message this was.
	 * @return the server's count of deliveries, 1 for the first; always 1 for a message
	 * that is in no stream
	 */
	public long attempt() {
		return this.attempt;
	}

	/**
	 * Returns whether the listener was called at all.
	 * @return {@code false} when the message was settled without a call
	 */
	public boolean wasCalled() {
		return this.called;
	}

	/**
	 * Returns whether the call has ended, by returning or by a failure.
	 * @return {@code false} while the method is running, and when it was not called
	 */
	public boolean hasEnded() {
		return this.ended;
	}

	/**
	 * Returns what the method returned.
	 * @return the value; empty when it returned none, has failed, or is still running
	 */
	public Optional<Object> result() {
		return Optional.ofNullable(this.result);
	}

	/**
	 * Returns why the call failed: what the method threw, or why its arguments could not
	 * be made.
	 * @return the failure; empty when there was none, or the method is still running
	 */
	public Optional<Throwable> failure() {
		return Optional.ofNullable(this.failure);
	}

	/**
	 * Returns how the message was settled after this call.
	 * @return how; empty when it has not been settled yet, or is in no stream
	 */
	public Optional<Settlement> settlement() {
		return Optional.ofNullable(this.settlement);
	}

	/**
	 * For AssertJ, which calls it.
	 * @return assertions on this call
	 */
	@Override
	public ListenerCallAssert assertThat() {
		return new ListenerCallAssert(this);
	}

	@Override
	public String toString() {
		Throwable thrown = this.failure;
		Settlement how = this.settlement;
		String outcome = (thrown != null) ? "failed with " + thrown : "returned";
		return super.toString() + " (attempt " + this.attempt + " by '" + this.listenerId + "': "
				+ ((!this.called) ? "not called" : this.ended ? outcome : "running")
				+ ((how != null) ? ", then " + how : "") + ")";
	}

}
