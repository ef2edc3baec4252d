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

package io.github.natsboot.listener.jetstream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import io.github.natsboot.connection.ConnectionBarrier;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.PullRequestOptions;
import io.nats.client.support.Status;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The pull protocol of a JetStream consumer (NATS ADR-13) over a plain subscription: asks
 * for messages before the last ones are used up, and asks again by itself when a request
 * ends, when the connection is back, when the server's heartbeats fail to come, and when
 * a request is overdue.
 * <p>
 * Any number of threads may receive; one of them at a time waits, so that messages are
 * handed out in their order. What arrives while all are busy is fetched by
 * {@link #tend()}, which has to be called every now and then.
 */
final class PullSubscription {

	private static final Log logger = LogFactory.getLog(PullSubscription.class);

	private static final Duration EXPIRES = Duration.ofSeconds(10);

	private static final Duration HEARTBEAT = Duration.ofSeconds(1);

	private static final Duration NOW = Duration.ofNanos(1);

	private final Connection connection;

	private final DurableConsumer consumer;

	private final PullWindow window;

	private final ConsumerTrouble trouble;

	private final ConsumerProgress progress;

	private final Responsiveness server = new Responsiveness(HEARTBEAT, EXPIRES);

	private final ReentrantLock receiveLock = new ReentrantLock();

	/**
	 * What arrived while all threads were busy. Guarded by the lock.
	 */
	private final ArrayDeque<Delivery> waiting = new ArrayDeque<>();

	private final AtomicLong requests = new AtomicLong();

	/**
	 * Requests below this number were given up; what is said about them does not matter
	 * any more.
	 */
	private volatile long firstValidRequest;

	private final InboxSwitch inbox;

	/**
	 * Whether requests may be made on this connection.
	 */
	private volatile boolean asking = true;

	private volatile boolean closed;

	private volatile @Nullable BooleanSupplier condition;

	private final Condition changed = this.receiveLock.newCondition();

	private final ReentrantLock pauseLock = new ReentrantLock();

	private volatile boolean paused;

	PullSubscription(Connection connection, DurableConsumer consumer, PullWindow window, ConsumerTrouble trouble,
			ConsumerProgress progress) {
		this.connection = connection;
		this.consumer = consumer;
		this.window = window;
		this.trouble = trouble;
		this.progress = progress;
		this.inbox = new InboxSwitch(connection);
	}

	/**
	 * Ask for messages only when that is so.
	 */
	void askOnlyIf(BooleanSupplier condition) {
		this.condition = condition;
	}

	/**
	 * Wait for a message.
	 * @return the message, or {@code null} if none came in time
	 */
	@Nullable Delivery receive(Duration timeout) throws InterruptedException {
		this.receiveLock.lockInterruptibly();
		try {
			if (this.paused) {
				awaitChange(timeout);
				return null;
			}
			Delivery delivery = this.waiting.poll();
			delivery = (delivery != null) ? delivery : next(this.inbox.current(), timeout);
			if (delivery != null && this.paused) {
				this.waiting.addFirst(delivery);
				return null;
			}
			return delivery;
		}
		finally {
			this.receiveLock.unlock();
		}
	}

	private void awaitChange(Duration timeout) throws InterruptedException {
		long left = timeout.toNanos();
		while (this.paused && !this.closed && left > 0) {
			left = this.changed.awaitNanos(left);
		}
	}

	/**
	 * Hand out nothing and ask for nothing, until {@link #resume()}. Requests that are
	 * under way are taken back, because what they bring could not be begun by anybody
	 * else; what has come is kept here.
	 * @param timeout how long to wait for what the server has sent already
	 */
	void pause(Duration timeout) {
		this.pauseLock.lock();
		try {
			if (this.paused) {
				return;
			}
			this.paused = true;
			takeBackRequests(timeout);
		}
		finally {
			this.pauseLock.unlock();
		}
	}

	private void takeBackRequests(Duration timeout) {
		try {
			PullInbox former = this.inbox.replace();
			if (former != null) {
				// What cannot be drained is closed when nothing is left in it.
				change(former, drain(former, timeout) ? () -> {
				} : former::close);
				giveUpRequests();
			}
		}
		catch (IllegalStateException ex) {
			logger.debug("The connection was closed, and with it all requests of " + this.consumer, ex);
		}
	}

	/**
	 * Hand out and ask for messages again.
	 */
	void resume() {
		this.pauseLock.lock();
		try {
			if (!this.paused) {
				return;
			}
			this.paused = false;
			this.server.restart();
			giveUpRequests();
			signalChange();
			ask();
		}
		finally {
			this.pauseLock.unlock();
		}
	}

	boolean isPaused() {
		return this.paused;
	}

	private void signalChange() {
		this.receiveLock.lock();
		try {
			this.changed.signalAll();
		}
		finally {
			this.receiveLock.unlock();
		}
	}

	/**
	 * A message has been begun.
	 */
	void begun() {
		this.window.begun();
		ask();
	}

	/**
	 * Messages have been set aside, so that others may come in their place.
	 */
	void setAside(int count) {
		this.window.ended(count);
		ask();
	}

	/**
	 * Fetch what has arrived, and see to what is late.
	 * @return the messages that wait here to be begun
	 */
	Collection<Delivery> tend() throws InterruptedException {
		Collection<Delivery> here = List.of();
		// Where the lock is taken a thread is waiting for messages, so none waits here.
		if (this.receiveLock.tryLock()) {
			try {
				fetchArrived(this.inbox.current());
				here = List.copyOf(this.waiting);
			}
			finally {
				this.receiveLock.unlock();
			}
		}
		if (this.connection.getStatus() == Connection.Status.CLOSED) {
			reportClosed();
		}
		else if (!this.closed) {
			checkLate(here.size());
			ask();
		}
		return here;
	}

	/**
	 * The connection is lost: nothing is asked for until {@link #begin()}, and then with
	 * care. Must be called in the order of the connection's events.
	 */
	void connectionLost() {
		this.asking = false;
		this.window.narrow();
		this.inbox.connectionLost();
	}

	/**
	 * The connection is back. Must be called in the order of the connection's events.
	 */
	void connectionBack() {
		this.asking = false;
		this.window.narrow();
		this.inbox.connectionBack();
	}

	/**
	 * Listen for answers elsewhere if the connection was lost.
	 */
	void renewInbox() {
		this.inbox.renew(this::change);
	}

	/**
	 * Change the inbox when nothing is left in the former one: what is dropped there
	 * would come again only when ack-wait has passed.
	 */
	private void change(PullInbox former, Runnable change) {
		try {
			while (!this.receiveLock.tryLock(1, TimeUnit.MILLISECONDS)) {
				if (former.size() == 0) {
					// A thread is waiting there, and is woken when it is closed.
					change.run();
					return;
				}
			}
			try {
				fetchArrived(former);
				change.run();
			}
			finally {
				this.receiveLock.unlock();
			}
		}
		catch (InterruptedException ex) {
			change.run();
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Ask anew: the server knows nothing of former requests. The first one is for a
	 * single message, because what broke the connection may have been a message that the
	 * client cannot read, which would take the others of its batch with it.
	 */
	void begin() {
		renewInbox();
		this.server.restart();
		giveUpRequests();
		this.asking = !this.inbox.isLost();
		ask();
	}

	/**
	 * Why nothing can be received at the moment.
	 * @return the reason, or {@code null} if the consumer answers
	 */
	@Nullable String unansweredFor() {
		return this.server.unansweredFor();
	}

	/**
	 * Stop asking, have the server stop sending, and give back what was not begun.
	 */
	List<Delivery> close(Duration timeout) {
		this.closed = true;
		PullInbox last = this.inbox.end();
		if (!drain(last, timeout)) {
			last.close();
		}
		this.receiveLock.lock();
		try {
			this.changed.signalAll();
			fetchArrived(last);
			return new ArrayList<>(this.waiting);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return new ArrayList<>(this.waiting);
		}
		catch (RuntimeException ex) {
			logger.debug("Could not fetch the last messages of " + this.consumer, ex);
			return new ArrayList<>(this.waiting);
		}
		finally {
			this.waiting.clear();
			this.receiveLock.unlock();
		}
	}

	/**
	 * Send the unsubscription and wait for the answer to a ping: everything that the
	 * server had sent before is here afterwards. Ends the waiting of whoever receives.
	 * @return whether that was possible
	 */
	private boolean drain(PullInbox last, Duration timeout) {
		try {
			return ConnectionBarrier.of(this.connection).flushing(this.connection, () -> last.drain(timeout));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (RuntimeException ex) {
			// The client is not prepared for a connection that closes meanwhile.
			logger.debug("Could not drain the inbox of " + this.consumer, ex);
			return false;
		}
	}

	/**
	 * What is here to be begun. May be called without the lock, where a number that is a
	 * little off does no harm.
	 */
	private int arrived() {
		return this.inbox.current().size() + this.waiting.size();
	}

	private void fetchArrived(PullInbox from) throws InterruptedException {
		while (from.size() > 0) {
			Delivery delivery = next(from, NOW);
			if (delivery != null) {
				this.waiting.add(delivery);
			}
		}
	}

	private @Nullable Delivery next(PullInbox from, Duration timeout) throws InterruptedException {
		Message message;
		try {
			message = from.next(timeout);
		}
		catch (IllegalStateException ex) {
			onInboxClosed(from);
			return null;
		}
		if (message == null) {
			return null;
		}
		this.server.heard();
		if (message.isStatusMessage()) {
			onStatus(message, message.getStatus());
			return null;
		}
		if (!message.isJetStream()) {
			logger.debug("Ignored a message in the inbox of a pull request that is not JetStream's");
			return null;
		}
		this.server.answered();
		this.window.open();
		return new Delivery(message, this.consumer.acknowledged(), this.progress);
	}

	/**
	 * An inbox is closed when there is another one, when the listener stops, or when the
	 * connection was closed for good.
	 */
	private void onInboxClosed(PullInbox closedInbox) throws InterruptedException {
		if (closedInbox != this.inbox.current()) {
			return;
		}
		reportClosed();
		// Whoever receives in a loop must not spin until it is told to stop.
		TimeUnit.MILLISECONDS.sleep(10);
	}

	private void reportClosed() {
		if (!this.closed) {
			this.closed = true;
			this.trouble.connectionClosed();
		}
	}

	private void ask() {
		// The check that mostly ends it comes first: this is called for each message.
		if (!this.window.isDue() || !canAsk()) {
			return;
		}
		int count = this.window.claim();
		if (count > 0) {
			int allowed = this.consumer.atMost(count);
			this.window.ended(count - allowed);
			send(new PullRequest(this.requests.incrementAndGet(), allowed));
		}
	}

	private boolean canAsk() {
		BooleanSupplier wanted = this.condition;
		return !this.closed && !this.paused && this.asking && this.server.mayAsk()
				&& (wanted == null || wanted.getAsBoolean())
				&& this.connection.getStatus() == Connection.Status.CONNECTED;
	}

	private void send(PullRequest request) {
		Duration expires = this.consumer.atMost(EXPIRES);
		byte[] body = PullRequestOptions.builder(request.count())
			.expiresIn(expires)
			// More than half of the expiry is refused by the server.
			.idleHeartbeat((expires.compareTo(HEARTBEAT.multipliedBy(2)) >= 0) ? HEARTBEAT : expires.dividedBy(2))
			.build()
			.serialize();
		try {
			this.server.asked();
			this.connection.publish(this.consumer.requestSubject(), this.inbox.current().replyTo(request), body);
		}
		catch (IllegalStateException ex) {
			this.window.ended(request.count());
			this.server.holdBack();
			logger.debug("Could not ask for messages", ex);
		}
	}

	private void onStatus(Message message, Status status) {
		PullStatus kind = PullStatus.of(status);
		if (kind == PullStatus.HEARTBEAT) {
			this.server.answered();
			return;
		}
		PullRequest request = PullRequest.of(message.getSubject());
		if (request == null || request.number() < this.firstValidRequest) {
			return;
		}
		String text = status.getMessageWithCode();
		switch (kind) {
			case UNAVAILABLE -> unavailable(text);
			case REFUSED -> refused(text, request.missing(message));
			case LOST -> {
				this.closed = true;
				this.trouble.consumerLost(text);
			}
			default -> ended(request.missing(message));
		}
	}

	private void refused(String text, int missing) {
		this.server.holdBack();
		this.window.ended(missing);
		if (this.server.unansweredFor() == null) {
			logger.warn("The server refused to give " + this.consumer + " messages: " + text);
		}
		reportUnanswered("The server refuses requests: " + text);
	}

	private void ended(int missing) {
		this.server.answered();
		this.window.ended(missing);
		ask();
	}

	private void unavailable(String text) {
		this.server.holdBack();
		giveUpRequests();
		reportUnanswered(text);
	}

	private void checkLate(int here) {
		if ((this.asking && this.window.outstanding() <= here)
				|| this.connection.getStatus() != Connection.Status.CONNECTED) {
			this.server.heard();
		}
		else if (this.server.isLate()) {
			logger.debug("Asking " + this.consumer + " again: it has not been heard of in time");
			this.server.heard();
			giveUpRequests();
			this.asking = true;
			reportUnanswered("The server sends no heartbeats for this consumer");
		}
	}

	private void reportUnanswered(String text) {
		if (this.server.unanswered(text)) {
			this.trouble.unanswered();
		}
	}

	private void giveUpRequests() {
		this.firstValidRequest = this.requests.get() + 1;
		this.window.reset(arrived());
	}

}
