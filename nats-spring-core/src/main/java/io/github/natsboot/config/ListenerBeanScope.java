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

package io.github.natsboot.config;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.Scope;

/**
 * Lets the expressions of an annotation refer to the bean that it is on, as
 * {@value #VARIABLE}. Expressions look for what is no bean in a scope; nothing else is
 * done with this one.
 *
 * @param bean the bean
 */
record ListenerBeanScope(Object bean) implements Scope {

	static final String VARIABLE = "__listener";

	@Override
	public @Nullable Object resolveContextualObject(String key) {
		return VARIABLE.equals(key) ? this.bean : null;
	}

	@Override
	public Object get(String name, ObjectFactory<?> objectFactory) {
		throw new UnsupportedOperationException();
	}

	@Override
	public @Nullable Object remove(String name) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void registerDestructionCallback(String name, Runnable callback) {
		throw new UnsupportedOperationException();
	}

}
