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

package io.github.natsboot.listener.jetstream.crash;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.core.JetStreamTemplate;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.listener.jetstream.crash.Crash.Breakage;

import org.springframework.context.support.GenericApplicationContext;

/**
 * An application of its own, in a process of its own, that works on the messages of a
 * {@link CrashCase} and comes to an end.
 */
final class CrashingListener {

	private CrashingListener() {
	}

	/**
	 * Work until the end.
	 * @param arguments the server's address, the file of the journal, the durable
	 * consumer, and the crash: point, attempt and breakage
	 */
	public static void main(String[] arguments) throws Exception {
		endWithParent();
		Crash crash = new Crash(CrashPoint.valueOf(arguments[3]), Integer.parseInt(arguments[4]),
				Breakage.valueOf(arguments[5]));
		CrashJournal journal = new CrashJournal(Path.of(arguments[1]));
		CrashTrigger trigger = new CrashTrigger(crash, journal);
		List<ListenerContext> contexts = new ArrayList<>();
		for (String stream : CrashCase.STREAMS) {
			// A connection for each, so that one can be held while others go on.
			contexts.add(ListenerContext.startAt(arguments[0], (context) -> publish(context, trigger), trigger,
					new OrderWork(stream, arguments[2], journal, trigger)));
		}
		contexts.forEach(CrashingListener::startListeners);
	}

	/**
	 * Start the same application where nothing ends.
	 */
	static ListenerContext startSound(String url, String durable, CrashJournal journal) throws Exception {
		CrashTrigger never = new CrashTrigger(null, journal);
		ListenerContext context = ListenerContext.startAt(url, (application) -> {
			for (String stream : CrashCase.STREAMS) {
				application.registerBean(stream, OrderWork.class, () -> new OrderWork(stream, durable, journal, never));
			}
		});
		startListeners(context);
		return context;
	}

	private static void startListeners(ListenerContext context) {
		context.registry().getListenerContainers().forEach((listener) -> listener.start());
	}

	private static void publish(GenericApplicationContext context, CrashTrigger trigger) {
		context.registerBean("crashingPublisher", JetStreamOperations.class,
				() -> new CrashingPublisher(context.getBean(JetStreamTemplate.class), trigger),
				(definition) -> definition.setPrimary(true));
	}

	private static void endWithParent() {
		Thread thread = new Thread(() -> {
			try {
				while (System.in.read() >= 0) {
					// Nothing is said, only the end of it counts.
				}
			}
			catch (Exception ex) {
				// The end of it, too.
			}
			Runtime.getRuntime().halt(1);
		}, "parent-watch");
		thread.setDaemon(true);
		thread.start();
	}

}
